package integrate

import "math"

// Made by testdata/battery.py.

// A problem is an integral of the literature with its value to 25 digits, rounded by the compiler.
type problem struct {
	source, name string
	f            func(x float64) float64
	a, b         float64
	exact        float64
}

var battery = []problem{
	{"Kahaner 1971", "exp", func(x float64) float64 { return math.Exp(x) }, 0, 1, 1.71828182845904523536028747},
	{"Kahaner 1971", "step at 0.3", func(x float64) float64 { return step(x - 0.3) }, 0, 1, 0.7},
	{"Kahaner 1971", "sqrt", func(x float64) float64 { return math.Sqrt(x) }, 0, 1, 0.666666666666666666666666667},
	{"Kahaner 1971", "0.92cosh-cos", func(x float64) float64 { return 23.0/25*math.Cosh(x) - math.Cos(x) }, -1, 1, 0.479428226688801667358577962},
	{"Kahaner 1971", "quartic", func(x float64) float64 { return 1 / (x*x*x*x + x*x + 0.9) }, -1, 1, 1.58223296372967293311746895},
	{"Kahaner 1971", "x^1.5", func(x float64) float64 { return x * math.Sqrt(x) }, 0, 1, 0.4},
	{"Kahaner 1971", "1/sqrt", func(x float64) float64 { return 1 / math.Sqrt(x) }, 0, 1, 2.0},
	{"Kahaner 1971", "1/(1+x^4)", func(x float64) float64 { return 1 / (1 + x*x*x*x) }, 0, 1, 0.866972987339911037573995164},
	{"Kahaner 1971", "2/(2+sin10pi)", func(x float64) float64 { return 2 / (2 + math.Sin(10*math.Pi*x)) }, 0, 1, 1.15470053837925152901829756},
	{"Kahaner 1971", "1/(1+x)", func(x float64) float64 { return 1 / (1 + x) }, 0, 1, 0.693147180559945309417232121},
	{"Kahaner 1971", "1/(1+e^x)", func(x float64) float64 { return 1 / (1 + math.Exp(x)) }, 0, 1, 0.379885493041722475368236626},
	{"Kahaner 1971", "x/(e^x-1)", func(x float64) float64 { return x / math.Expm1(x) }, 0, 1, 0.777504634112248276417586545},
	{"Kahaner 1971", "sin100pi/pix", func(x float64) float64 { return math.Sin(100*math.Pi*x) / (math.Pi * x) }, 0.1, 1, 0.00909863753916684291555783064},
	{"Kahaner 1971", "gauss50", func(x float64) float64 { return math.Sqrt(50) * math.Exp(-50*math.Pi*x*x) }, 0, 10, 0.5},
	{"Kahaner 1971", "25exp(-25x)", func(x float64) float64 { return 25 * math.Exp(-25*x) }, 0, 10, 1.0},
	{"Kahaner 1971", "lorentz50", func(x float64) float64 { return 50 / (math.Pi * (2500*x*x + 1)) }, 0, 10, 0.499363381076456744636248518},
	{"Kahaner 1971", "sinc2", func(x float64) float64 { return 50 * math.Pow(math.Sin(50*math.Pi*x)/(50*math.Pi*x), 2) }, 0.01, 1, 0.112139303741637410270729817},
	{"Kahaner 1971", "coscos", func(x float64) float64 {
		return math.Cos(math.Cos(x) + 3*math.Sin(x) + 2*math.Cos(2*x) + 3*math.Sin(2*x) + 3*math.Cos(3*x))
	}, 0, math.Pi, 0.8386763426944296145425547},
	{"Kahaner 1971", "log", func(x float64) float64 { return math.Log(x) }, 0, 1, -1.0},
	{"Kahaner 1971", "1/(x^2+1.005)", func(x float64) float64 { return 1 / (x*x + 1.005) }, -1, 1, 1.56439644406904977309149302},
	{"Kahaner 1971", "three peaks", func(x float64) float64 {
		return sq(1/math.Cosh(10*(x-0.2))) + sq(sq(1/math.Cosh(100*(x-0.4)))) + sq(math.Pow(1/math.Cosh(1000*(x-0.6)), 3))
	}, 0, 1, 0.210802735500549277375643256},
	{"Bailey, Jeyabalan, Li 2005", "t log(1+t)", func(x float64) float64 { return x * math.Log1p(x) }, 0, 1, 0.25},
	{"Bailey, Jeyabalan, Li 2005", "t^2 atan t", func(x float64) float64 { return x * x * math.Atan(x) }, 0, 1, 0.210657251225806988108092302},
	{"Bailey, Jeyabalan, Li 2005", "e^t cos t", func(x float64) float64 { return math.Exp(x) * math.Cos(x) }, 0, math.Pi / 2, 1.90523869048267582773651783},
	{"Bailey, Jeyabalan, Li 2005", "atan sqrt", func(x float64) float64 { return math.Atan(math.Sqrt(2+x*x)) / ((1 + x*x) * math.Sqrt(2+x*x)) }, 0, 1, 0.51404189589007076139762974},
	{"Bailey, Jeyabalan, Li 2005", "sqrt t log t", func(x float64) float64 { return math.Sqrt(x) * math.Log(x) }, 0, 1, -0.444444444444444444444444444},
	{"Bailey, Jeyabalan, Li 2005", "sqrt(1-t^2)", func(x float64) float64 { return math.Sqrt((1 - x) * (1 + x)) }, 0, 1, 0.785398163397448309615660846},
	{"Bailey, Jeyabalan, Li 2005", "sqrt t/sqrt(1-t^2)", func(x float64) float64 { return math.Sqrt(x) / math.Sqrt((1-x)*(1+x)) }, 0, 1, 1.19814023473559220743992249},
	{"Bailey, Jeyabalan, Li 2005", "log^2", func(x float64) float64 { return sq(math.Log(x)) }, 0, 1, 2.0},
	{"Bailey, Jeyabalan, Li 2005", "log cos", func(x float64) float64 { return math.Log(math.Cos(x)) }, 0, math.Pi / 2, -1.08879304515180106525034445},
	{"Bailey, Jeyabalan, Li 2005", "sqrt tan", func(x float64) float64 { return math.Sqrt(math.Tan(x)) }, 0, math.Pi / 2, 2.2214414690791831235079405},
	{"Bailey, Jeyabalan, Li 2005", "1/(1+t^2) inf", func(x float64) float64 { return 1 / (1 + x*x) }, 0, math.Inf(1), 1.57079632679489661923132169},
	{"Bailey, Jeyabalan, Li 2005", "e^-t/sqrt t", func(x float64) float64 { return math.Exp(-x) / math.Sqrt(x) }, 0, math.Inf(1), 1.77245385090551602729816748},
	{"Bailey, Jeyabalan, Li 2005", "e^-t^2/2", func(x float64) float64 { return math.Exp(-x * x / 2) }, 0, math.Inf(1), 1.25331413731550025120788264},
	{"Bailey, Jeyabalan, Li 2005", "e^-t cos t", func(x float64) float64 { return math.Exp(-x) * math.Cos(x) }, 0, math.Inf(1), 0.5},
	{"QUADPACK 1983", "x^-0.9 log(1/x)", func(x float64) float64 { return math.Pow(x, -0.9) * -math.Log(x) }, 0, 1, 100.0},
	{"QUADPACK 1983", "x^-0.5 log(1/x)", func(x float64) float64 { return math.Pow(x, -0.5) * -math.Log(x) }, 0, 1, 4.0},
	{"QUADPACK 1983", "x^0 log(1/x)", func(x float64) float64 { return math.Pow(x, 0) * -math.Log(x) }, 0, 1, 1.0},
	{"QUADPACK 1983", "x^0.5 log(1/x)", func(x float64) float64 { return math.Pow(x, 0.5) * -math.Log(x) }, 0, 1, 0.444444444444444444444444444},
	{"QUADPACK 1983", "x^1 log(1/x)", func(x float64) float64 { return math.Pow(x, 1) * -math.Log(x) }, 0, 1, 0.25},
	{"QUADPACK 1983", "x^2.6 log(1/x)", func(x float64) float64 { return math.Pow(x, 2.6) * -math.Log(x) }, 0, 1, 0.0771604938271604938271604938},
	{"QUADPACK 1983", "peak 4^-0", func(x float64) float64 { return pw(4, -0) / (sq(x-math.Pi/4) + pw(16, -0)) }, 0, 1, 0.877169307443986074967037602},
	{"QUADPACK 1983", "peak 4^-2", func(x float64) float64 { return pw(4, -2) / (sq(x-math.Pi/4) + pw(16, -2)) }, 0, 1, 2.77878441962795702405344044},
	{"QUADPACK 1983", "peak 4^-5", func(x float64) float64 { return pw(4, -5) / (sq(x-math.Pi/4) + pw(16, -5)) }, 0, 1, 3.13579870916530686141495988},
	{"QUADPACK 1983", "peak 4^-8", func(x float64) float64 { return pw(4, -8) / (sq(x-math.Pi/4) + pw(16, -8)) }, 0, 1, 3.14150212270748354969627113},
	{"QUADPACK 1983", "peak 4^-10", func(x float64) float64 { return pw(4, -10) / (sq(x-math.Pi/4) + pw(16, -10)) }, 0, 1, 3.14158699540964127108017499},
	{"QUADPACK 1983", "cos(2^0 sin)", func(x float64) float64 { return math.Cos(pw(2, 0) * math.Sin(x)) }, 0, math.Pi, 2.40393943063441299827332489},
	{"QUADPACK 1983", "cos(2^2 sin)", func(x float64) float64 { return math.Cos(pw(2, 2) * math.Sin(x)) }, 0, math.Pi, -1.24768292504284610760333098},
	{"QUADPACK 1983", "cos(2^4 sin)", func(x float64) float64 { return math.Cos(pw(2, 4) * math.Sin(x)) }, 0, math.Pi, -0.549461645946627180582210531},
	{"QUADPACK 1983", "cos(2^6 sin)", func(x float64) float64 { return math.Cos(pw(2, 6) * math.Sin(x)) }, 0, math.Pi, 0.290880102173725967830770343},
	{"QUADPACK 1983", "cos(2^8 sin)", func(x float64) float64 { return math.Cos(pw(2, 8) * math.Sin(x)) }, 0, math.Pi, -0.115150360239047044872481259},
	{"QUADPACK 1983", "cos(2^10 sin)", func(x float64) float64 { return math.Cos(pw(2, 10) * math.Sin(x)) }, 0, math.Pi, 0.0458999248689193091728357422},
	{"QUADPACK 1983", "|x-1/3|^-0.8", func(x float64) float64 { return math.Pow(math.Abs(x-1.0/3), -0.8) }, 0, 1, 8.62424736620979223882670034},
	{"QUADPACK 1983", "|x-pi/4|^-0.8", func(x float64) float64 { return math.Pow(math.Abs(x-math.Pi/4), -0.8) }, 0, 1, 8.4395109905839434041962432},
	{"QUADPACK 1983", "|x-1/3|^-0.5", func(x float64) float64 { return math.Pow(math.Abs(x-1.0/3), -0.5) }, 0, 1, 2.78769370023470359448315361},
	{"QUADPACK 1983", "|x-pi/4|^-0.5", func(x float64) float64 { return math.Pow(math.Abs(x-math.Pi/4), -0.5) }, 0, 1, 2.69895660125772451314092715},
	{"QUADPACK 1983", "|x-1/3|^-0.1", func(x float64) float64 { return math.Pow(math.Abs(x-1.0/3), -0.1) }, 0, 1, 1.18477135630323170671666524},
	{"QUADPACK 1983", "|x-pi/4|^-0.1", func(x float64) float64 { return math.Pow(math.Abs(x-math.Pi/4), -0.1) }, 0, 1, 1.17211880971319667760332266},
	{"QUADPACK 1983", "|x-1/3|^0.5", func(x float64) float64 { return math.Pow(math.Abs(x-1.0/3), 0.5) }, 0, 1, 0.491187429121128406660889962},
	{"QUADPACK 1983", "|x-pi/4|^0.5", func(x float64) float64 { return math.Pow(math.Abs(x-math.Pi/4), 0.5) }, 0, 1, 0.53030373035027544913610111},
	{"QUADPACK 1983", "|x-1/3|^1.1", func(x float64) float64 { return math.Pow(math.Abs(x-1.0/3), 1.1) }, 0, 1, 0.250635791693631452277352417},
	{"QUADPACK 1983", "|x-pi/4|^1.1", func(x float64) float64 { return math.Pow(math.Abs(x-math.Pi/4), 1.1) }, 0, 1, 0.305529868734442942241565824},
	{"QUADPACK 1983", "|x-1/3|^2.1", func(x float64) float64 { return math.Pow(math.Abs(x-1.0/3), 2.1) }, 0, 1, 0.102485955390424213877617854},
	{"QUADPACK 1983", "|x-pi/4|^2.1", func(x float64) float64 { return math.Pow(math.Abs(x-math.Pi/4), 2.1) }, 0, 1, 0.155285052422232516372722346},
	{"QUADPACK 1983", "(1-x)^-0.8", func(x float64) float64 { return math.Pow(1-x, -0.8) }, 0, 1, 5.0},
	{"QUADPACK 1983", "(1-x)^-0.8/2x", func(x float64) float64 { return math.Pow(1-x, -0.8) * math.Pow(1+x, 0.5) }, -1, 1, 7.27389788852126461892896204},
	{"QUADPACK 1983", "(1-x)^-0.6", func(x float64) float64 { return math.Pow(1-x, -0.6) }, 0, 1, 2.5},
	{"QUADPACK 1983", "(1-x)^-0.6/2x", func(x float64) float64 { return math.Pow(1-x, -0.6) * math.Pow(1+x, 0.5) }, -1, 1, 3.8141289585368436776221052},
	{"QUADPACK 1983", "(log 1/x)^1", func(x float64) float64 { return pw(-math.Log(x), 1) }, 0, 1, 1.0},
	{"QUADPACK 1983", "(log 1/x)^3", func(x float64) float64 { return pw(-math.Log(x), 3) }, 0, 1, 6.0},
	{"QUADPACK 1983", "(log 1/x)^5", func(x float64) float64 { return pw(-math.Log(x), 5) }, 0, 1, 120.0},
	{"QUADPACK 1983", "log^-0.5", func(x float64) float64 { return 1 / math.Sqrt(-math.Log(x)) }, 0, 1, 1.77245385090551602729816748},
	{"QUADPACK 1983", "20(x-1)sin(256x)", func(x float64) float64 { return math.Exp(20*(x-1)) * math.Sin(256*x) }, 0, 1, -0.000148594479678924305369050723},
	{"QUADPACK 1983", "x^2e^-2^-5x", func(x float64) float64 { return x * x * math.Exp(-x/32) }, 0, math.Inf(1), 65536.0},
	{"QUADPACK 1983", "x^1.5/(1+10x)^2", func(x float64) float64 { return math.Sqrt(x) / sq(1+10*x) }, 0, math.Inf(1), 0.0496729413289805061721677534},
	{"QUADPACK 1983", "log/(1+100x^2)", func(x float64) float64 { return math.Log(x) / (1 + 100*x*x) }, 0, math.Inf(1), -0.361689220620773240624502328},
	{"Lyness, Kaganove 1976", "jump 0.1234", func(x float64) float64 { return step(x-0.1234) * math.Exp(x) }, 0, 1, 1.58694496326035926631284822},
	{"Lyness, Kaganove 1976", "kink 0.1234", func(x float64) float64 { return math.Exp(-math.Abs(x - 0.1234)) }, 0, 1, 0.699894398426597692851487656},
	{"Lyness, Kaganove 1976", "peak 0.1234", func(x float64) float64 { return 1e-4 / (sq(x-0.1234) + 1e-8) }, 0, 1, 3.14066820388007432471528232},
	{"Lyness, Kaganove 1976", "osc 0.1234", func(x float64) float64 { return math.Cos(200 * (x - 0.1234)) }, 0, 1, -0.00504817219137382955407418232},
	{"Lyness, Kaganove 1976", "jump 0.5772", func(x float64) float64 { return step(x-0.5772) * math.Exp(x) }, 0, 1, 0.937237310574371187096729782},
	{"Lyness, Kaganove 1976", "kink 0.5772", func(x float64) float64 { return math.Exp(-math.Abs(x - 0.5772)) }, 0, 1, 0.783322059215826876170569803},
	{"Lyness, Kaganove 1976", "peak 0.5772", func(x float64) float64 { return 1e-4 / (sq(x-0.5772) + 1e-8) }, 0, 1, 3.14118288497424784837902769},
	{"Lyness, Kaganove 1976", "osc 0.5772", func(x float64) float64 { return math.Cos(200 * (x - 0.5772)) }, 0, 1, 0.00488294543843467813593810481},
	{"Lyness, Kaganove 1976", "jump 0.9159", func(x float64) float64 { return step(x-0.9159) * math.Exp(x) }, 0, 1, 0.219258467330039278483634574},
	{"Lyness, Kaganove 1976", "kink 0.9159", func(x float64) float64 { return math.Exp(-math.Abs(x - 0.9159)) }, 0, 1, 0.680504359145562976801669725},
	{"Lyness, Kaganove 1976", "peak 0.9159", func(x float64) float64 { return 1e-4 / (sq(x-0.9159) + 1e-8) }, 0, 1, 3.140294411283390604791706},
	{"Lyness, Kaganove 1976", "osc 0.9159", func(x float64) float64 { return math.Cos(200 * (x - 0.9159)) }, 0, 1, -0.000365305312541482505522433308},
	{"Gander, Gautschi 2000", "three pieces", func(x float64) float64 { return piecewise(x) }, 0, 5, 7.5},
	{"Gander, Gautschi 2000", "noise-free exp", func(x float64) float64 { return math.Exp(x) * math.Sin(20*x) }, 0, 1, 0.000738158160803020999066083815},
	{"Gonnet 2010", "sign sum", func(x float64) float64 { return step(x-math.E/4) + step(x-0.1)*0 }, 0, 1, 0.320429542885238691159928132},
	{"Gonnet 2010", "|x^2-0.3|", func(x float64) float64 { return math.Abs(x*x - 0.3) }, 0, 1, 0.252422356335399778716121246},
	{"Gonnet 2010", "floor e^x", func(x float64) float64 { return math.Floor(math.Exp(x)) }, 0, 3, 17.664383539246514970340124},
	{"Gonnet 2010", "pulse", func(x float64) float64 { return step(x-0.4) * step(0.41-x) * 10 }, 0, 1, 0.1},
	{"Gonnet 2010", "saw", func(x float64) float64 { return x*7 - math.Floor(x*7) }, 0, 1, 0.5},
	{"Gonnet 2010", "|sin 10x|", func(x float64) float64 { return math.Abs(math.Sin(10 * x)) }, 0, math.Pi, 2.0},
	{"Gonnet 2010", "1/sqrt|x^2-0.5|", func(x float64) float64 { return 1 / math.Sqrt(math.Abs(x-math.Sqrt2/2)) }, 0, 1, 2.76418503079982305486169736},
	{"Gonnet 2010", "log|x-0.3|", func(x float64) float64 { return math.Log(math.Abs(x - 0.3)) }, 0, 1, -1.61086430205489346302567096},
	{"Gonnet 2010", "narrow gauss", func(x float64) float64 { return math.Exp(-sq((x - 0.33) / 1e-3)) }, 0, 1, 0.00177245385090551602729816748},
	{"Gonnet 2010", "runge", func(x float64) float64 { return 1 / (1 + 25*x*x) }, -1, 1, 0.549360306778006344344508771},
	{"Gonnet 2010", "x sin(30x)/sqrt", func(x float64) float64 { return x * math.Sin(30*x) / math.Sqrt(1-x*x/(4*math.Pi*math.Pi)) }, 0, 2 * math.Pi, -2.54325961889353148987086198},
	{"Gonnet 2010", "tan pole away", func(x float64) float64 { return 1 / (1.0001 - x) }, -1, 1, 9.9035375512861697105934271},
	{"Gonnet 2010", "high power", func(x float64) float64 { return math.Pow(x, 50) }, 0, 1, 0.0196078431372549019607843137},
	{"Gonnet 2010", "x^x", func(x float64) float64 { return math.Pow(x, x) }, 0, 1, 0.783430510712134407059264387},
	{"infinite ranges", "exp(-x^2)", func(x float64) float64 { return math.Exp(-x * x) }, math.Inf(-1), math.Inf(1), 1.77245385090551602729816748},
	{"infinite ranges", "exp(-x^2) to 38", func(x float64) float64 { return math.Exp(-x * x) }, math.Inf(-1), 38, 1.77245385090551602729816748},
	{"infinite ranges", "gauss at 1000", func(x float64) float64 { return math.Exp(-sq(x - 1000)) }, math.Inf(-1), math.Inf(1), 1.77245385090551602729816748},
	{"infinite ranges", "gauss at 1000 half", func(x float64) float64 { return math.Exp(-sq(x - 1000)) }, 0, math.Inf(1), 1.77245385090551602729816748},
	{"infinite ranges", "narrow gauss line", func(x float64) float64 { return math.Exp(-sq(x / 1e-4)) }, math.Inf(-1), math.Inf(1), 0.000177245385090551602729816748},
	{"infinite ranges", "narrow off", func(x float64) float64 { return math.Exp(-sq((x - 3) / 1e-2)) }, math.Inf(-1), math.Inf(1), 0.0177245385090551602729816748},
	{"infinite ranges", "sech", func(x float64) float64 { return 1 / math.Cosh(x) }, math.Inf(-1), math.Inf(1), 3.14159265358979323846264338},
	{"infinite ranges", "lorentz line", func(x float64) float64 { return 1 / (1 + sq(x-20)) }, math.Inf(-1), math.Inf(1), 3.14159265358979323846264338},
	{"infinite ranges", "x^-1.1", func(x float64) float64 { return math.Pow(x, -1.5) }, 1, math.Inf(1), 2.0},
	{"infinite ranges", "x^3 e^-x", func(x float64) float64 { return x * x * x * math.Exp(-x) }, 0, math.Inf(1), 6.0},
	{"infinite ranges", "planck", func(x float64) float64 { return x * x * x / math.Expm1(x) }, 0, math.Inf(1), 6.49393940226682914909602218},
	{"infinite ranges", "wide e^-x/1e6", func(x float64) float64 { return math.Exp(-x / 1e6) }, 0, math.Inf(1), 1000000.0},
	{"infinite ranges", "log^2 decay", func(x float64) float64 { return 1 / (x * sq(math.Log(x))) }, 2, 1e9, 1.39444009845526875984313258},
	{"infinite ranges", "x^0.3 e^-x", func(x float64) float64 { return math.Pow(x, 0.3) * math.Exp(-x) }, 0, math.Inf(1), 0.897470696306277188493754955},
	{"infinite ranges", "bessel-like", func(x float64) float64 { return math.Exp(-x) * math.Sin(10*x) / x }, 0, math.Inf(1), 1.47112767430373459185287557},
	{"infinite ranges", "1/(1+x)sqrt", func(x float64) float64 { return 1 / ((1 + x) * math.Sqrt(x)) }, 0, math.Inf(1), 3.14159265358979323846264338},
	{"infinite ranges", "two scales", func(x float64) float64 { return math.Exp(-x*x) + 1e-3*math.Exp(-sq(x/1e3)) }, math.Inf(-1), math.Inf(1), 3.54490770181103205459633497},
	{"infinite ranges", "step e^-x", func(x float64) float64 { return step(x-3.3) * math.Exp(-x) }, 0, math.Inf(1), 0.0368831674012400054456037047},
	{"smooth", "x^2", func(x float64) float64 { return x * x }, 0, 1, 0.333333333333333333333333333},
	{"smooth", "cos 0..2pi", func(x float64) float64 { return math.Exp(math.Cos(x)) }, 0, 2 * math.Pi, 7.95492652101284527451321967},
	{"smooth", "1/(2+cos)", func(x float64) float64 { return 1 / (2 + math.Cos(x)) }, 0, 2 * math.Pi, 3.62759872846843570118815652},
	{"smooth", "sin50", func(x float64) float64 { return sq(math.Sin(50 * x)) }, 0, math.Pi, 1.57079632679489661923132169},
	{"smooth", "exp sin", func(x float64) float64 { return math.Exp(math.Sin(x)) }, 0, 10, 14.6039909774748454844129827},
	{"smooth", "erf-like", func(x float64) float64 { return math.Exp(-100 * x * x) }, -1, 1, 0.177245385090551602729816748},
	{"smooth", "rational", func(x float64) float64 { return (1 + x) / (1 + x*x*x*x) }, 0, 10, 1.89078574554517918039972645},
	{"smooth", "atan 1000", func(x float64) float64 { return math.Atan(1000*x) + 2 }, -1, 1, 4.0},
	{"smooth", "1e-4 ridge", func(x float64) float64 { return 1 / (sq(x-0.5) + 1e-4) }, 0, 1, 310.159798564349217234113699},
	{"smooth", "log1p", func(x float64) float64 { return math.Log1p(x) / (1 + x*x) }, 0, 1, 0.272198261287950266312586112},
}

func sq(x float64) float64 { return x * x }

func pw(b, n float64) float64 { return math.Pow(b, n) }

func step(x float64) float64 {
	if x > 0 {
		return 1
	}
	return 0
}

// piecewise is problem 20 of Gander and Gautschi: x+1, 3−x, 2 on [0, 1), [1, 3], (3, 5].
func piecewise(x float64) float64 {
	switch {
	case x < 1:
		return x + 1
	case x <= 3:
		return 3 - x
	}
	return 2
}

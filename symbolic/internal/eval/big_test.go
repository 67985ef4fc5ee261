package eval

import (
	"errors"
	"math"
	"math/big"
	"strings"
	"testing"

	"tandem/symbolic/internal/expr"
	"tandem/symbolic/internal/parse"
)

func read(t testing.TB, s string) *expr.Node {
	n, err := parse.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func notZero(*expr.Node) bool { return false }

func TestBigDigits(t *testing.T) {
	for s, want := range map[string]string{
		"pi":                         "3.14159265358979323846264338327950288419716939937510",
		"exp(1)":                     "2.71828182845904523536028747135266249775724709369995",
		"sqrt(2)":                    "1.41421356237309504880168872420969807856967187537694",
		"log(2)":                     "0.69314718055994530941723212145817656807550013436025",
		"exp(pi*sqrt(163))":          "262537412640768743.999999999999250072597198185688879",
		"sin(10^22)":                 "-0.85220084976718880177270589375302936826176215041004",
		"gamma(1/3)":                 "2.67893853470774763365569294097467764412868937795730",
		"exp(-200)*10^87 ":           "1.3838965267367375306486814569790846854030475823395",
		"(-8)^(1/3)*(-1)^(2/3)":      "-2.0000000000000000000000000000000000000000000000000",
		"atan(1)-pi/4+exp(-100)":     "3.7200759760208359629596958038631183373588922923768e-44",
		"erf(1)":                     "0.84270079294971486934122063508260925929606699796630",
		"asinh(10^20)":               "46.7448490404408589897770612151454607200975549069357",
		"asinh(-10^40)":              "-92.7965509003217726701368903088327448721195596795112",
		"abs(log(-asin(1/3)))":       "3.32181729295122876210765979891955921403221087274439",
		"abs(-7/3)":                  "2.33333333333333333333333333333333333333333333333333",
		"floor(exp(pi*sqrt(163)))/3": "87512470880256247.6666666666666666666666666666666667",
	} {
		got, err := Big(read(t, s), 50, nil, notZero)
		if err != nil {
			t.Errorf("%s: %v", s, err)
			continue
		}
		ref, _, err := big.ParseFloat(want, 10, 300, big.ToNearestEven)
		if err != nil {
			t.Fatal(err)
		}
		d := new(big.Float).SetPrec(300).Sub(got, ref)
		if d.Sign() != 0 && d.MantExp(nil) > ref.MantExp(nil)-155 { // the references have about 50 digits themselves
			t.Errorf("%s = %s, want %s", s, got.Text('g', 50), want)
		}
	}
}

// Special functions near and far from the origin, on both sides, to 40 digits of mpmath 1.2.
func TestBigSpecial(t *testing.T) {
	for s, want := range map[string]string{
		"erfc(17)":           "1.02122801509426088114559923507765299440154373e-127",
		"erf(17)-1":          "-1.02122801509426088114559923507765299440154373e-127",
		"erf(-40)":           "-1.00000000000000000000000000000000000000000000",
		"erfc(-3)":           "1.99997790950300141455862722387041767962015229",
		"erfi(20)":           "1.47479753962878620244773315313183512459925928e+172",
		"erfc(100)":          "6.40596142492173203902133914858639414821441440e-4346",
		"Ei(50)":             "105856368971316909630.615414332299871950989198",
		"Ei(1000)":           "1.97204513714123830280964504841202355269031757e+431",
		"Ei(-300)":           "-1.71038427680451011571887737146939068479978916e-133",
		"li(10^200)":         "2.17620831477173279388243899392174930366948510e+197",
		"Si(1000)":           "1.57023312196877121814796277803633444100178688",
		"Ci(1000)":           "0.000826315511090682282001773882343207231780126228",
		"Si(-10^9)":          "-1.57079632595700943732157590947705060030549042",
		"Ci(10^9)":           "0.000000000545843448610812381788798042637662858238332725",
		"Shi(300)":           "3.24824125404433289451284594746712363461904485e+127",
		"Chi(300)":           "3.24824125404433289451284594746712363461904485e+127",
		"fresnels(40)":       "0.492042253790273097183777061844298929058009428",
		"fresnelc(-40)":      "-0.499998416857445464875254427900833525421201140",
		"gamma(2001/2)":      "1.27230119569505546418224418037744456950663471e+2566",
		"gamma(-2001/2)":     "-2.46798686733393436083164952123599637121100022e-2569",
		"digamma(1)":         "-0.577215664901532860606512090082402431042159336",
		"digamma(-7/2)":      "1.38887092635952890151140461938219681375922135",
		"digamma(-10001/3)":  "6.29817869157718819493597409898213249112985419",
		"digamma(10^10)":     "23.0258509298904568401790812135103087426776824",
		"polygamma(1, 1/3)":  "10.0955971254270940817920040998925163605189041",
		"polygamma(5, 100)":  "0.00000000246059994401199604181889525597628772682368060",
		"polygamma(2, -7/2)": "-0.0615568213210276945489311729408851206828131678",
		"polygamma(30, 3/2)": "-922212706616205582709770562.584511305147411807",
	} {
		got, err := Big(read(t, s), 40, nil, notZero)
		if err != nil {
			t.Errorf("%s: %v", s, err)
			continue
		}
		ref, _, err := big.ParseFloat(want, 10, 300, big.ToNearestEven)
		if err != nil {
			t.Fatal(err)
		}
		d := new(big.Float).SetPrec(300).Sub(got, ref)
		if d.Sign() != 0 && d.MantExp(nil) > ref.MantExp(nil)-131 {
			t.Errorf("%s = %s, want %s", s, got.Text('g', 44), want)
		}
		if f, _ := ref.Float64(); f != 0 && !math.IsInf(f, 0) && s != "erf(17)-1" {
			if z, err := Complex(read(t, s), nil); err != nil || math.Abs(real(z)-f) > 1e-12*math.Abs(f) || imag(z) != 0 {
				t.Errorf("%s in double precision: %v, %v, want %v", s, z, err, f)
			}
		}
	}
}

// Every function at 30 digits agrees with 60 digits and with double precision.
func TestBigAgainstItself(t *testing.T) {
	for _, op := range expr.Functions() {
		if op.Arity() != 1 {
			continue
		}
		for _, arg := range []string{"3/7", "-5/11", "29/10", "1/1000000", "exp(-3)", "17"} {
			n := expr.Fn(op, read(t, arg))
			z, err := Complex(n, nil)
			if err != nil || imag(z) != 0 {
				continue
			}
			a, err := Big(n, 30, nil, notZero)
			if err != nil {
				t.Errorf("%v(%s): %v", op, arg, err)
				continue
			}
			b, err := Big(n, 60, nil, notZero)
			if err != nil {
				t.Errorf("%v(%s): %v", op, arg, err)
				continue
			}
			if d := new(big.Float).SetPrec(300).Sub(a, b); d.Sign() != 0 && d.MantExp(nil) > b.MantExp(nil)-99 {
				t.Errorf("%v(%s): 30 digits %v, 60 digits %v", op, arg, a, b)
			}
			// log1p of a small rational is the logarithm of a number near 1, where doubles have fewer digits.
			if f, _ := b.Float64(); math.Abs(f-real(z)) > 1e-11*math.Abs(f)+1e-15 {
				t.Errorf("%v(%s): double %v, 60 digits %v", op, arg, real(z), f)
			}
		}
	}
}

func TestBigRefuses(t *testing.T) {
	for s, want := range map[string]string{
		"sqrt(-2)": "not real", "x": "symbol x", "f(1)": "no numerical value", "9^9^9^9": "out of range", "exp(exp(exp(10)))": "exceeds the cap",
		"log(2)+I": "not real",
	} {
		_, err := Big(read(t, s), 20, nil, notZero)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", s, err, want)
		}
	}
	n := read(t, "sin(1)^2+cos(1)^2-1")
	if _, err := Big(n, 20, nil, notZero); !errors.Is(err, ErrPrecision) {
		t.Errorf("a hidden zero: %v", err)
	}
	if v, err := Big(n, 20, nil, func(*expr.Node) bool { return true }); err != nil || v.Sign() != 0 {
		t.Errorf("a proved zero: %v %v", v, err)
	}
}

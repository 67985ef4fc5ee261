# The battery of classic integrals: the integrand as a Go expression in x, the limits, and the exact value from mpmath at 40
# digits. Run from integrate/: python3 testdata/battery.py > battery_test.go && gofmt -w battery_test.go (needs python3-mpmath).
# peer_quad.py imports it and gives the same problems to scipy.integrate.quad.
import re, sys
from mpmath import *
mp.dps=40
P=[]
def add(src,name,go,a,b,val): P.append((src,name,go,a,b,val))
def Q(f,*pts): 
    return quad(f,list(pts),maxdegree=12)
K='Kahaner 1971'
add(K,'exp','math.Exp(x)','0','1',e-1)
add(K,'step at 0.3','step(x-0.3)','0','1',mpf(7)/10)
add(K,'sqrt','math.Sqrt(x)','0','1',mpf(2)/3)
add(K,'0.92cosh-cos','23.0/25*math.Cosh(x)-math.Cos(x)','-1','1',mpf(23)/25*2*sinh(1)-2*sin(1))
add(K,'quartic','1/(x*x*x*x+x*x+0.9)','-1','1',Q(lambda x:1/(x**4+x**2+mpf(9)/10),-1,0,1))
add(K,'x^1.5','x*math.Sqrt(x)','0','1',mpf(2)/5)
add(K,'1/sqrt','1/math.Sqrt(x)','0','1',mpf(2))
add(K,'1/(1+x^4)','1/(1+x*x*x*x)','0','1',(pi+2*log(1+sqrt(2)))/(4*sqrt(2)))
add(K,'2/(2+sin10pi)','2/(2+math.Sin(10*math.Pi*x))','0','1',2/sqrt(3))
add(K,'1/(1+x)','1/(1+x)','0','1',log(2))
add(K,'1/(1+e^x)','1/(1+math.Exp(x))','0','1',1-log((1+e)/2))
add(K,'x/(e^x-1)','x/math.Expm1(x)','0','1',Q(lambda x:x/expm1(x),0,1))
add(K,'sin100pi/pix','math.Sin(100*math.Pi*x)/(math.Pi*x)','0.1','1',(si(100*pi)-si(10*pi))/pi)
add(K,'gauss50','math.Sqrt(50)*math.Exp(-50*math.Pi*x*x)','0','10',erf(sqrt(50*pi)*10)/2)
add(K,'25exp(-25x)','25*math.Exp(-25*x)','0','10',1-exp(-250))
add(K,'lorentz50','50/(math.Pi*(2500*x*x+1))','0','10',atan(500)/pi)
add(K,'sinc2','50*math.Pow(math.Sin(50*math.Pi*x)/(50*math.Pi*x),2)','0.01','1',Q(lambda x:50*(sin(50*pi*x)/(50*pi*x))**2,*[mpf(1)/100+mpf(99)/100*i/50 for i in range(51)]))
add(K,'coscos','math.Cos(math.Cos(x)+3*math.Sin(x)+2*math.Cos(2*x)+3*math.Sin(2*x)+3*math.Cos(3*x))','0','math.Pi',Q(lambda x:cos(cos(x)+3*sin(x)+2*cos(2*x)+3*sin(2*x)+3*cos(3*x)),*linspace(0,pi,17)))
add(K,'log','math.Log(x)','0','1',mpf(-1))
add(K,'1/(x^2+1.005)','1/(x*x+1.005)','-1','1',2*atan(1/sqrt(mpf('1.005')))/sqrt(mpf('1.005')))
T=lambda n,c,k:(lambda x:sech(c*(x-k))**n)
v=(tanh(8)+tanh(2))/10 
F4=lambda t: tanh(t)-tanh(t)**3/3
F6=lambda t: tanh(t)-2*tanh(t)**3/3+tanh(t)**5/5
v+=(F4(mpf(60))-F4(mpf(-40)))/100+(F6(mpf(400))-F6(mpf(-600)))/1000
add(K,'three peaks','sq(1/math.Cosh(10*(x-0.2)))+sq(sq(1/math.Cosh(100*(x-0.4))))+sq(math.Pow(1/math.Cosh(1000*(x-0.6)),3))','0','1',v)
B='Bailey, Jeyabalan, Li 2005'
add(B,'t log(1+t)','x*math.Log1p(x)','0','1',mpf(1)/4)
add(B,'t^2 atan t','x*x*math.Atan(x)','0','1',(pi-2+2*log(2))/12)
add(B,'e^t cos t','math.Exp(x)*math.Cos(x)','0','math.Pi/2',(exp(pi/2)-1)/2)
add(B,'atan sqrt','math.Atan(math.Sqrt(2+x*x))/((1+x*x)*math.Sqrt(2+x*x))','0','1',5*pi**2/96)
add(B,'sqrt t log t','math.Sqrt(x)*math.Log(x)','0','1',mpf(-4)/9)
add(B,'sqrt(1-t^2)','math.Sqrt((1-x)*(1+x))','0','1',pi/4)
add(B,'sqrt t/sqrt(1-t^2)','math.Sqrt(x)/math.Sqrt((1-x)*(1+x))','0','1',2*sqrt(pi)*gamma(mpf(3)/4)/gamma(mpf(1)/4))
add(B,'log^2','sq(math.Log(x))','0','1',mpf(2))
add(B,'log cos','math.Log(math.Cos(x))','0','math.Pi/2',-pi*log(2)/2)
add(B,'sqrt tan','math.Sqrt(math.Tan(x))','0','math.Pi/2',pi*sqrt(2)/2)
add(B,'1/(1+t^2) inf','1/(1+x*x)','0','inf',pi/2)
add(B,'e^-t/sqrt t','math.Exp(-x)/math.Sqrt(x)','0','inf',sqrt(pi))
add(B,'e^-t^2/2','math.Exp(-x*x/2)','0','inf',sqrt(pi/2))
add(B,'e^-t cos t','math.Exp(-x)*math.Cos(x)','0','inf',mpf(1)/2)
QP='QUADPACK 1983'
for al in ('-0.9','-0.5','0','0.5','1','2.6'):
    a=mpf(al); add(QP,'x^%s log(1/x)'%al,'math.Pow(x,%s)*-math.Log(x)'%al,'0','1',1/(a+1)**2)
for al in (0,2,5,8,10):
    a=mpf(al); v=atan((4-pi)*mpf(4)**(a-1))+atan(pi*mpf(4)**(a-1))
    add(QP,'peak 4^-%d'%al,'pw(4,-%d)/(sq(x-math.Pi/4)+pw(16,-%d))'%(al,al),'0','1',v)
for al in (0,2,4,6,8,10):
    add(QP,'cos(2^%d sin)'%al,'math.Cos(pw(2,%d)*math.Sin(x))'%al,'0','math.Pi',pi*besselj(0,mpf(2)**al))
for al in ('-0.8','-0.5','-0.1','0.5','1.1','2.1'):
    a=mpf(al); c=mpf(1)/3
    add(QP,'|x-1/3|^%s'%al,'math.Pow(math.Abs(x-1.0/3),%s)'%al,'0','1',((mpf(2)/3)**(a+1)+(mpf(1)/3)**(a+1))/(a+1))
    c=pi/4
    add(QP,'|x-pi/4|^%s'%al,'math.Pow(math.Abs(x-math.Pi/4),%s)'%al,'0','1',((1-c)**(a+1)+c**(a+1))/(a+1))
for al in ('-0.8','-0.6'):
    a=mpf(al)
    add(QP,'(1-x)^%s'%al,'math.Pow(1-x,%s)'%al,'0','1',1/(a+1))
    add(QP,'(1-x)^%s/2x'%al,'math.Pow(1-x,%s)*math.Pow(1+x,0.5)'%al,'-1','1',Q(lambda u: 2*u**(2*a+1)*sqrt(2-u*u),0,sqrt(2)))
for al in (1,3,5):
    add(QP,'(log 1/x)^%d'%al,'pw(-math.Log(x),%d)'%al,'0','1',factorial(al))
add(QP,'log^-0.5','1/math.Sqrt(-math.Log(x))','0','1',sqrt(pi))
add(QP,'20(x-1)sin(256x)','math.Exp(20*(x-1))*math.Sin(256*x)','0','1',(20*sin(256)-256*cos(256)+256*exp(-20))/(400+65536))
add(QP,'x^2e^-2^-5x','x*x*math.Exp(-x/32)','0','inf',2*mpf(32)**3)
add(QP,'x^1.5/(1+10x)^2','math.Sqrt(x)/sq(1+10*x)','0','inf', pi/2/ (mpf(10)**1.5))
add(QP,'log/(1+100x^2)','math.Log(x)/(1+100*x*x)','0','inf',-pi*log(10)/20)
LK='Lyness, Kaganove 1976'
for lam in ('0.1234','0.5772','0.9159'):
    l=mpf(lam)
    add(LK,'jump %s'%lam,'step(x-%s)*math.Exp(x)'%lam,'0','1',e-exp(l))
    add(LK,'kink %s'%lam,'math.Exp(-math.Abs(x-%s))'%lam,'0','1',2-exp(-l)-exp(l-1))
    add(LK,'peak %s'%lam,'1e-4/(sq(x-%s)+1e-8)'%lam,'0','1',atan((1-l)*10**4)+atan(l*10**4))
    add(LK,'osc %s'%lam,'math.Cos(200*(x-%s))'%lam,'0','1',(sin(200*(1-l))+sin(200*l))/200)
G='Gander, Gautschi 2000'
def pieces(x): 
    return x+1 if x<1 else (3-x if x<=3 else 2)
add(G,'three pieces','piecewise(x)','0','5',mpf('7.5'))
add(G,'noise-free exp','math.Exp(x)*math.Sin(20*x)','0','1',(exp(1)*(sin(20)-20*cos(20))+20)/401)
GO='Gonnet 2010'
add(GO,'sign sum','step(x-math.E/4)+step(x-0.1)*0','0','1',1-e/4)
add(GO,'|x^2-0.3|','math.Abs(x*x-0.3)','0','1',mpf(1)/3-mpf('0.3')+mpf(4)/3*mpf('0.3')**mpf('1.5'))
add(GO,'floor e^x','math.Floor(math.Exp(x))','0','3',sum((log(k+1) if k<20 else mpf(3))*k-log(k)*k for k in range(1,21)))
add(GO,'pulse','step(x-0.4)*step(0.41-x)*10','0','1',mpf('0.1'))
add(GO,'saw','x*7-math.Floor(x*7)','0','1',mpf(1)/2)
add(GO,'|sin 10x|','math.Abs(math.Sin(10*x))','0','math.Pi',mpf(2))
add(GO,'1/sqrt|x^2-0.5|','1/math.Sqrt(math.Abs(x-math.Sqrt2/2))','0','1',2*(sqrt(sqrt(mpf(1)/2))+sqrt(1-sqrt(mpf(1)/2))))
add(GO,'log|x-0.3|','math.Log(math.Abs(x-0.3))','0','1',mpf('0.3')*log(mpf('0.3'))+mpf('0.7')*log(mpf('0.7'))-1)
add(GO,'narrow gauss','math.Exp(-sq((x-0.33)/1e-3))','0','1',mpf(10)**-3*sqrt(pi)/2*(erf(330)+erf(670)))
add(GO,'runge','1/(1+25*x*x)','-1','1',2*atan(5)/5)
add(GO,'x sin(30x)/sqrt','x*math.Sin(30*x)/math.Sqrt(1-x*x/(4*math.Pi*math.Pi))','0','2*math.Pi',2*pi**3*besselj(1,60*pi))
add(GO,'tan pole away','1/(1.0001-x)','-1','1',log(mpf('2.0001')/mpf('0.0001')))
add(GO,'high power','math.Pow(x,50)','0','1',mpf(1)/51)
add(GO,'x^x','math.Pow(x,x)','0','1',-nsum(lambda n:(-n)**(-n),[1,inf]))
I='infinite ranges'
add(I,'exp(-x^2)','math.Exp(-x*x)','-inf','inf',sqrt(pi))
add(I,'exp(-x^2) to 38','math.Exp(-x*x)','-inf','38',sqrt(pi))
add(I,'gauss at 1000','math.Exp(-sq(x-1000))','-inf','inf',sqrt(pi))
add(I,'gauss at 1000 half','math.Exp(-sq(x-1000))','0','inf',sqrt(pi))
add(I,'narrow gauss line','math.Exp(-sq(x/1e-4))','-inf','inf',sqrt(pi)/10**4)
add(I,'narrow off','math.Exp(-sq((x-3)/1e-2))','-inf','inf',sqrt(pi)/10**2)
add(I,'sech','1/math.Cosh(x)','-inf','inf',pi)
add(I,'lorentz line','1/(1+sq(x-20))','-inf','inf',pi)
add(I,'x^-1.1','math.Pow(x,-1.5)','1','inf',mpf(2))
add(I,'x^3 e^-x','x*x*x*math.Exp(-x)','0','inf',mpf(6))
add(I,'planck','x*x*x/math.Expm1(x)','0','inf',pi**4/15)
add(I,'wide e^-x/1e6','math.Exp(-x/1e6)','0','inf',mpf(10)**6)
add(I,'log^2 decay','1/(x*sq(math.Log(x)))','2','1e9',1/log(2)-1/log(mpf(10)**9))
add(I,'x^0.3 e^-x','math.Pow(x,0.3)*math.Exp(-x)','0','inf',gamma(mpf('1.3')))
add(I,'bessel-like','math.Exp(-x)*math.Sin(10*x)/x','0','inf',atan(10))
add(I,'1/(1+x)sqrt','1/((1+x)*math.Sqrt(x))','0','inf',pi)
add(I,'two scales','math.Exp(-x*x)+1e-3*math.Exp(-sq(x/1e3))','-inf','inf',sqrt(pi)*2)
add(I,'step e^-x','step(x-3.3)*math.Exp(-x)','0','inf',exp(mpf('-3.3')))
S='smooth'
add(S,'x^2','x*x','0','1',mpf(1)/3)
add(S,'cos 0..2pi','math.Exp(math.Cos(x))','0','2*math.Pi',2*pi*besseli(0,1))
add(S,'1/(2+cos)','1/(2+math.Cos(x))','0','2*math.Pi',2*pi/sqrt(3))
add(S,'sin50','sq(math.Sin(50*x))','0','math.Pi',pi/2)
add(S,'exp sin','math.Exp(math.Sin(x))','0','10',Q(lambda x:exp(sin(x)),*range(11)))
add(S,'erf-like','math.Exp(-100*x*x)','-1','1',sqrt(pi)/10*erf(10))
add(S,'rational','(1+x)/(1+x*x*x*x)','0','10',Q(lambda x:(1+x)/(1+x**4),0,1,2,4,10))
add(S,'atan 1000','math.Atan(1000*x)+2','-1','1',mpf(4))
add(S,'1e-4 ridge','1/(sq(x-0.5)+1e-4)','0','1',200*atan(50))
add(S,'log1p','math.Log1p(x)/(1+x*x)','0','1',pi*log(2)/8)


def write_go(out):
    out.write('package integrate\n\nimport "math"\n\n// Made by testdata/battery.py.\n\n// A problem is an integral of the literature with its value to 25 digits, rounded by the compiler.\n'
              'type problem struct {\n\tsource, name string\n\tf func(x float64) float64\n\ta, b float64\n\texact float64\n}\n\nvar battery = []problem{\n')
    limit = lambda t: {'inf': 'math.Inf(1)', '-inf': 'math.Inf(-1)'}.get(t, t)
    for source, name, go, a, b, value in P:
        out.write('\t{"%s", "%s", func(x float64) float64 { return %s }, %s, %s, %s},\n' % (source, name, go, limit(a), limit(b), nstr(value, 27)))
    out.write("""}

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
""")


def to_python(go):
    go = go.replace('math.Pi', 'pi').replace('math.Sqrt2', 'sqrt(2.0)').replace('math.E', 'e')
    for a, b in [('Sqrt', 'sqrt'), ('Exp', 'exp'), ('Cosh', 'cosh'), ('Cos', 'cos'), ('Sin', 'sin'), ('Pow', 'pw'), ('Log1p', 'log1p'),
                 ('Log', 'log'), ('Atan', 'atan'), ('Tan', 'tan'), ('Abs', 'abs'), ('Floor', 'floor')]:
        go = go.replace('math.' + a, b)
    return go.replace('math.expm1', 'expm1').replace('math.Expm1', 'expm1').replace('expm1', 'expm1')


if __name__ == '__main__':
    write_go(sys.stdout)

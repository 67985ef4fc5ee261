package program

import (
	"math"

	"tandem/parallel/simd"
)

// lanes is the multiple that lengths of register slices have: of every tier's vector.
const lanes = 8

// kernels are the loops of one tier. All slices of a call have one length, a multiple of lanes; dst may be an operand.
type kernels struct {
	add, sub, mul, div       func(dst, a, b []float64)
	addC, mulC, inv          func(dst, a []float64, c float64)
	fma, mulAdd              func(dst, a, b []float64, c float64)
	invMulAdd                func(dst, a, b []float64, c, k float64)
	sqrt, exp, log, sin, cos func(dst, a []float64)
}

// portable are the loops in Go: the definition of what the others do.
var portable = kernels{
	add: func(dst, a, b []float64) {
		for i := range dst {
			dst[i] = a[i] + b[i]
		}
	},
	sub: func(dst, a, b []float64) {
		for i := range dst {
			dst[i] = a[i] - b[i]
		}
	},
	mul: func(dst, a, b []float64) {
		for i := range dst {
			dst[i] = a[i] * b[i]
		}
	},
	div: func(dst, a, b []float64) {
		for i := range dst {
			dst[i] = a[i] / b[i]
		}
	},
	addC: func(dst, a []float64, c float64) {
		for i := range dst {
			dst[i] = a[i] + c
		}
	},
	mulC: func(dst, a []float64, c float64) {
		for i := range dst {
			dst[i] = a[i] * c
		}
	},
	inv: func(dst, a []float64, c float64) {
		for i := range dst {
			dst[i] = c / a[i]
		}
	},
	fma: func(dst, a, b []float64, c float64) {
		for i := range dst {
			dst[i] = math.FMA(c, a[i], b[i])
		}
	},
	mulAdd: func(dst, a, b []float64, c float64) {
		for i := range dst {
			dst[i] = math.FMA(a[i], b[i], c)
		}
	},
	invMulAdd: func(dst, a, b []float64, c, k float64) {
		for i := range dst {
			dst[i] = k / math.FMA(a[i], b[i], c)
		}
	},
	sqrt: each(math.Sqrt), exp: each(exp1), log: each(log1), sin: each(sin1), cos: each(cos1),
}

func each(f func(float64) float64) func(dst, a []float64) {
	return func(dst, a []float64) {
		for i := range dst {
			dst[i] = f(a[i])
		}
	}
}

// kernelsFor returns the loops of tier t.
func kernelsFor(t simd.Tier) *kernels {
	if k := assembly(t); k != nil {
		return k
	}
	return &portable
}

// run executes one instruction.
func (k *kernels) run(in *instruction, d, a, b []float64) {
	switch in.op {
	case opConst:
		for i := range d {
			d[i] = in.c
		}
	case opAdd:
		k.add(d, a, b)
	case opSub:
		k.sub(d, a, b)
	case opMul:
		k.mul(d, a, b)
	case opDiv:
		k.div(d, a, b)
	case opAddC:
		k.addC(d, a, in.c)
	case opMulC:
		k.mulC(d, a, in.c)
	case opFma:
		k.fma(d, a, b, in.c)
	case opMulAdd:
		k.mulAdd(d, a, b, in.c)
	case opInv:
		k.inv(d, a, in.c)
	case opInvMulAdd:
		k.invMulAdd(d, a, b, in.c, in.k)
	case opSqrt:
		k.sqrt(d, a)
	case opExp:
		k.exp(d, a)
	case opLog:
		k.log(d, a)
	case opSin:
		k.sin(d, a)
	case opCos:
		k.cos(d, a)
	case opFunc1:
		for i := range d {
			d[i] = in.f1(a[i])
		}
	default:
		for i := range d {
			d[i] = in.f2(a[i], b[i])
		}
	}
}

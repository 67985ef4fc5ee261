// Package variable declares what the adapter uses of the real package, for go vet where that cannot be had. Nothing runs.
package variable

import "github.com/itsubaki/autograd/tensor"

type Variable struct {
	Data    *tensor.Tensor[float64]
	Grad    *Variable
	Creator *Function
}

func (v *Variable) At(indices ...int) float64       { panic("stub") }
func (v *Variable) Shape() []int                    { panic("stub") }
func (v *Variable) Reshape(shape ...int) *Variable  { panic("stub") }
func (v *Variable) Cleargrad()                      { panic("stub") }
func (v *Variable) Backward(opts ...Opts)           { panic("stub") }
func New(v ...float64) *Variable                    { panic("stub") }
func From(v *tensor.Tensor[float64]) *Variable      { panic("stub") }
func OneLike(v *Variable) *Variable                 { panic("stub") }
func Add(x ...*Variable) *Variable                  { panic("stub") }
func Mul(x ...*Variable) *Variable                  { panic("stub") }
func Div(x ...*Variable) *Variable                  { panic("stub") }
func Neg(x ...*Variable) *Variable                  { panic("stub") }
func Exp(x ...*Variable) *Variable                  { panic("stub") }
func Log(x ...*Variable) *Variable                  { panic("stub") }
func Sin(x ...*Variable) *Variable                  { panic("stub") }
func Cos(x ...*Variable) *Variable                  { panic("stub") }
func Tanh(x ...*Variable) *Variable                 { panic("stub") }
func AddC(c float64, x ...*Variable) *Variable      { panic("stub") }
func SubC(c float64, x ...*Variable) *Variable      { panic("stub") }
func MulC(c float64, x ...*Variable) *Variable      { panic("stub") }
func Sum(axes ...int) func(...*Variable) *Variable  { panic("stub") }
func Mean(axes ...int) func(...*Variable) *Variable { panic("stub") }

func SumTo(shape ...int) func(...*Variable) *Variable { panic("stub") }

type Forwarder interface {
	Forward(x ...*Variable) []*Variable
	Backward(gy ...*Variable) []*Variable
}

type Function struct{ Forwarder }

func (f *Function) First(x ...*Variable) *Variable { panic("stub") }

type Opts struct{ RetainGrad, CreateGraph bool }

var Config struct{ EnableBackprop, Train bool }

type Span struct{ End func() }

func Nograd() *Span { panic("stub") }

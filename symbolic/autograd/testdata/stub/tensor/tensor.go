// Package tensor declares what the adapter uses of the real package, for go vet where that cannot be had. Nothing runs.
package tensor

type Number interface{ ~int | ~float64 }

type Tensor[T Number] struct {
	Data  []T
	Shape []int
}

func (v *Tensor[T]) Size() int                                     { panic("stub") }
func F[T, U Number](v *Tensor[T], f func(a T) U) *Tensor[U]        { panic("stub") }
func F2[T, U Number](v, w *Tensor[T], f func(a, b T) U) *Tensor[U] { panic("stub") }
func SliceEqual(a, b []int) bool                                   { panic("stub") }

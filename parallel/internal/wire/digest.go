package wire

import (
	"bytes"
	"encoding"
	"encoding/binary"
	"encoding/gob"
	"fmt"
	"hash"
	"reflect"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// Digest writes what travels of vs to h, in a form that depends on the values alone: the same in another run of the program. The
// encoding itself is no such form, because encoding/gob writes maps in random order, and numbers its types as they come up.
//
// It follows the rules of the codec (see codec.go): matrices by their numbers, marshallers by their bytes, the rest field by
// field; unexported fields do not travel and do not count. Maps count in the order of their keys' digests, interfaces with the
// name of what they hold.
func Digest[T any](h hash.Hash, vs []T) error {
	d := digester{h: h}
	d.value(reflect.ValueOf(vs))
	d.flush()
	return d.err
}

type digester struct {
	h     hash.Hash
	buf   []byte
	depth int
	err   error
}

func (d *digester) flush() {
	d.h.Write(d.buf)
	d.buf = d.buf[:0]
}

func (d *digester) uint(v uint64) {
	d.buf = binary.LittleEndian.AppendUint64(d.buf, v)
	if len(d.buf) >= 1<<12 {
		d.flush()
	}
}

// bytes writes a length and b.
func (d *digester) bytes(b []byte) {
	d.uint(uint64(len(b)))
	if len(b) < 1<<12 {
		d.buf = append(d.buf, b...)
		return
	}
	d.flush()
	d.h.Write(b)
}

func (d *digester) fail(err error) {
	if d.err == nil {
		d.err = err
	}
}

func (d *digester) value(v reflect.Value) {
	if d.depth++; d.depth > maxDepth {
		d.fail(fmt.Errorf("wire: value nests deeper than %d: does it contain a cycle?", maxDepth))
	}
	defer func() { d.depth-- }()
	if d.err != nil || d.marshalled(v) {
		return
	}
	switch v.Kind() {
	case reflect.Bool, reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Uint, reflect.Uint8, reflect.Uint16,
		reflect.Uint32, reflect.Uint64, reflect.Uintptr, reflect.Float32, reflect.Float64, reflect.Complex64, reflect.Complex128:
		p := reflect.New(v.Type())
		p.Elem().Set(v)
		d.bytes(bytesOf(p.UnsafePointer(), 1, v.Type().Size()))
	case reflect.String:
		d.bytes([]byte(v.String()))
	case reflect.Slice:
		if v.IsNil() {
			d.uint(0)
			return
		}
		d.uint(uint64(v.Len()) + 1)
		if coderOf(v.Type().Elem()).plain {
			d.bytes(bytesOf(v.UnsafePointer(), v.Len(), v.Type().Elem().Size()))
			return
		}
		d.elements(v)
	case reflect.Array:
		d.elements(v)
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				d.value(v.Field(i))
			}
		}
	case reflect.Map:
		d.dictionary(v)
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			d.uint(0)
			return
		}
		d.uint(1)
		if v.Kind() == reflect.Interface {
			d.bytes([]byte(v.Elem().Type().String()))
		}
		d.value(v.Elem())
	}
	// Channels and functions do not travel.
}

func (d *digester) elements(v reflect.Value) {
	for i := range v.Len() {
		d.value(v.Index(i))
	}
}

func (d *digester) dictionary(v reflect.Value) {
	entries := make([][]byte, 0, v.Len())
	for it := v.MapRange(); it.Next(); {
		e := digester{h: &gathered{}, depth: d.depth}
		e.value(it.Key())
		e.value(it.Value())
		e.flush()
		entries = append(entries, e.h.(*gathered).b)
		if e.err != nil {
			d.fail(e.err)
		}
	}
	slices.SortFunc(entries, bytes.Compare)
	d.uint(uint64(len(entries)))
	for _, e := range entries {
		d.bytes(e)
	}
}

// gathered keeps what is written.
type gathered struct {
	hash.Hash
	b []byte
}

func (g *gathered) Write(b []byte) (int, error) {
	g.b = append(g.b, b...)
	return len(b), nil
}

// marshalled writes values that bring their own form.
func (d *digester) marshalled(v reflect.Value) bool {
	t := v.Type()
	if k := t.Kind(); k == reflect.Pointer || k == reflect.Interface {
		return false // what they hold decides
	}
	if own := reflect.PointerTo(t); !own.Implements(appender) && !own.Implements(marshaler) && !own.Implements(gobber) &&
		t != reflect.TypeFor[mat.CDense]() && t != reflect.TypeFor[mat.SymDense]() {
		return false
	}
	p := reflect.New(t)
	p.Elem().Set(v)
	switch x := p.Interface().(type) {
	case *mat.Dense, *mat.CDense, *mat.SymDense, *mat.VecDense:
		var e Encoder
		coderOf(t).enc(&e, p.UnsafePointer())
		e.Seal(0)
		d.bytes(e.Buf)
	case encoding.BinaryAppender:
		b, err := x.AppendBinary(nil)
		d.own(b, err, t)
	case encoding.BinaryMarshaler:
		b, err := x.MarshalBinary()
		d.own(b, err, t)
	case gob.GobEncoder:
		b, err := x.GobEncode()
		d.own(b, err, t)
	default:
		return false
	}
	return true
}

func (d *digester) own(b []byte, err error, t reflect.Type) {
	if err != nil {
		d.fail(fmt.Errorf("wire: %v cannot travel: %w", t, err))
	}
	d.bytes(b)
}

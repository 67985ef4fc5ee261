package wire

import (
	"encoding"
	"encoding/gob"
	"fmt"
	"reflect"
	"sync"
	"unsafe"

	"tandem/parallel/hugepage"
)

// How a type travels, first rule that fits:
//
//   - a type that a hook knows (queues, shared memory);
//   - mat.Dense, SymDense, VecDense, CDense and pointers to them: shape and raw numbers (matrix.go);
//   - a type with a binary marshaller and unmarshaller: its own bytes; with a gob encoder: by gob;
//   - numbers, bools, strings; arrays, slices, pointers and structs with only exported fields made of what travels;
//   - the rest (maps, interfaces, structs with unexported fields): by encoding/gob, which drops unexported fields and says so
//     when nothing is left.
//
// Types whose memory is the message (numbers, structs of numbers without padding) are copied whole.

// A coder encodes and decodes the value at a pointer.
type coder struct {
	size  uintptr
	plain bool // the memory is the message
	enc   func(*Encoder, unsafe.Pointer)
	dec   func(*Decoder, unsafe.Pointer)
	bad   error // not nil: the type cannot travel
}

// A Codec encodes and decodes values of type T.
type Codec[T any] struct{ c *coder }

// Of returns the codec of T.
func Of[T any]() Codec[T] { return Codec[T]{coderOf(reflect.TypeFor[T]())} }

// Err tells why values of type T cannot travel, or returns nil.
func (c Codec[T]) Err() error { return c.c.bad }

// Put appends *v.
func (c Codec[T]) Put(e *Encoder, v *T) { c.c.enc(e, unsafe.Pointer(v)) }

// Get takes a value into *v, which must be zero: nothing of an old value is merged or reused.
func (c Codec[T]) Get(d *Decoder, v *T) { c.c.dec(d, unsafe.Pointer(v)) }

// PutSlice appends the elements of vs, without their number.
func (c Codec[T]) PutSlice(e *Encoder, vs []T) {
	if c.c.plain {
		e.Buf = append(e.Buf, bytesOf(unsafe.Pointer(unsafe.SliceData(vs)), len(vs), c.c.size)...)
		return
	}
	for i := range vs {
		c.c.enc(e, unsafe.Pointer(&vs[i]))
	}
}

// GetSlice takes len(vs) elements.
func (c Codec[T]) GetSlice(d *Decoder, vs []T) {
	if c.c.plain {
		copy(bytesOf(unsafe.Pointer(unsafe.SliceData(vs)), len(vs), c.c.size), d.Take(uint64(len(vs))*uint64(c.c.size)))
		return
	}
	for i := range vs {
		c.c.dec(d, unsafe.Pointer(&vs[i]))
		if d.err != nil {
			return
		}
	}
}

// Hook, when set before any codec is made, may claim a type: it returns its coder functions and true.
var Hook func(t reflect.Type) (enc func(*Encoder, unsafe.Pointer), dec func(*Decoder, unsafe.Pointer), ok bool)

var (
	codersMu sync.Mutex
	coders   = map[reflect.Type]*coder{}

	appender    = reflect.TypeFor[encoding.BinaryAppender]()
	marshaler   = reflect.TypeFor[encoding.BinaryMarshaler]()
	unmarshaler = reflect.TypeFor[encoding.BinaryUnmarshaler]()
	gobber      = reflect.TypeFor[gob.GobEncoder]()
)

func coderOf(t reflect.Type) *coder {
	codersMu.Lock()
	defer codersMu.Unlock()
	return build(t)
}

// build returns the coder of t. A recursive type finds its own coder half built, and calls it by its address.
func build(t reflect.Type) *coder {
	if c, ok := coders[t]; ok {
		return c
	}
	c := &coder{size: t.Size()}
	coders[t] = c
	if Hook != nil {
		if enc, dec, ok := Hook(t); ok {
			c.enc, c.dec = enc, dec
			return c
		}
	}
	if matrixCoder(c, t) {
		return c
	}
	switch p := reflect.PointerTo(t); {
	case t.Kind() == reflect.Pointer || t.Kind() == reflect.Interface:
		// The pointed-to type decides, below; an interface knows its type only at run time.
	case p.Implements(unmarshaler) && (p.Implements(appender) || p.Implements(marshaler)):
		c.enc = func(e *Encoder, v unsafe.Pointer) { putBinary(e, reflect.NewAt(t, v).Interface()) }
		c.dec = func(d *Decoder, v unsafe.Pointer) { getBinary(d, reflect.NewAt(t, v).Interface()) }
		return c
	case p.Implements(gobber):
		gobCoder(c, t)
		return c
	}
	switch t.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Uint, reflect.Uint8, reflect.Uint16,
		reflect.Uint32, reflect.Uint64, reflect.Uintptr, reflect.Float32, reflect.Float64, reflect.Complex64, reflect.Complex128:
		plainCoder(c)
	case reflect.Bool:
		c.enc = func(e *Encoder, v unsafe.Pointer) {
			b := byte(0)
			if *(*bool)(v) {
				b = 1
			}
			e.Buf = append(e.Buf, b)
		}
		c.dec = func(d *Decoder, v unsafe.Pointer) {
			if b := d.Take(1); b != nil {
				*(*bool)(v) = b[0] != 0
			}
		}
	case reflect.String:
		c.enc = func(e *Encoder, v unsafe.Pointer) {
			s := *(*string)(v)
			e.large(unsafe.Slice(unsafe.StringData(s), len(s)))
		}
		c.dec = func(d *Decoder, v unsafe.Pointer) {
			b, _ := d.large()
			*(*string)(v) = string(b)
		}
	case reflect.Slice:
		sliceCoder(c, t)
	case reflect.Array:
		arrayCoder(c, t)
	case reflect.Struct:
		structCoder(c, t)
	case reflect.Pointer:
		pointerCoder(c, t)
	case reflect.Chan, reflect.Func, reflect.UnsafePointer:
		c.bad = fmt.Errorf("wire: %v cannot travel to another process: use plain data, or a parallel.Queue for a channel", t)
		fail := c.bad
		c.enc = func(e *Encoder, _ unsafe.Pointer) { e.Fail(fail) }
		c.dec = func(d *Decoder, _ unsafe.Pointer) { d.Fail(fail) }
	default:
		gobCoder(c, t)
	}
	return c
}

func plainCoder(c *coder) {
	n := c.size
	c.plain = true
	c.enc = func(e *Encoder, v unsafe.Pointer) { e.Buf = append(e.Buf, unsafe.Slice((*byte)(v), n)...) }
	c.dec = func(d *Decoder, v unsafe.Pointer) { copy(unsafe.Slice((*byte)(v), n), d.Take(uint64(n))) }
}

func gobCoder(c *coder, t reflect.Type) {
	c.enc = func(e *Encoder, v unsafe.Pointer) { e.gobValue(reflect.NewAt(t, v).Interface()) }
	c.dec = func(d *Decoder, v unsafe.Pointer) { d.gobValue(reflect.NewAt(t, v).Interface()) }
}

func putBinary(e *Encoder, v any) {
	var b []byte
	var err error
	if a, ok := v.(encoding.BinaryAppender); ok {
		b, err = a.AppendBinary(nil)
	} else {
		b, err = v.(encoding.BinaryMarshaler).MarshalBinary()
	}
	if err != nil {
		e.Fail(fmt.Errorf("wire: %T cannot travel: %w", v, err))
	}
	e.large(b)
}

func getBinary(d *Decoder, v any) {
	b, alias := d.large()
	if d.err != nil {
		return
	}
	if alias { // the unmarshaller may keep what it gets, and the mapping ends with the task
		b = clone(b)
	}
	if err := v.(encoding.BinaryUnmarshaler).UnmarshalBinary(b); err != nil {
		d.Fail(fmt.Errorf("wire: %w: %T: %v", ErrCorrupt, v, err))
	}
}

// The header of a slice in memory, as package reflect documents it.
type sliceHeader struct {
	data     unsafe.Pointer
	len, cap int
}

func sliceCoder(c *coder, t reflect.Type) {
	elem := build(t.Elem())
	if elem.bad != nil {
		c.bad = elem.bad
	}
	// The length is written plus one: 0 is the nil slice.
	c.enc = func(e *Encoder, v unsafe.Pointer) {
		s := (*sliceHeader)(v)
		if s.data == nil {
			e.Uint(0)
			return
		}
		e.Uint(uint64(s.len) + 1)
		if elem.plain {
			putNumbers(e, s.data, s.len, elem.size)
			return
		}
		if !e.enter() {
			return
		}
		for i := range s.len {
			elem.enc(e, unsafe.Add(s.data, uintptr(i)*elem.size))
		}
		e.depth--
	}
	c.dec = func(d *Decoder, v unsafe.Pointer) {
		n := d.Uint()
		if n == 0 || d.err != nil {
			return
		}
		n--
		if elem.plain {
			getNumbers(d, v, t, n, elem.size)
			return
		}
		if elem.size > 0 && n > uint64(len(d.Buf)) { // every element takes a byte at least
			d.Fail(corrupt("%d elements announced, %d bytes left", n, len(d.Buf)))
			return
		}
		if !d.enter() {
			return
		}
		// Grown step by step: a lying length must not cost the memory of so many large elements.
		s := reflect.NewAt(t, v).Elem()
		s.Set(reflect.MakeSlice(t, 0, int(min(n, 1024))))
		for i := 0; uint64(i) < n && d.err == nil; i++ {
			if i == s.Cap() {
				s.Grow(1)
			}
			s.SetLen(i + 1)
			elem.dec(d, unsafe.Add((*sliceHeader)(v).data, uintptr(i)*elem.size))
		}
		d.depth--
	}
}

// putNumbers appends n elements of plain memory.
func putNumbers(e *Encoder, p unsafe.Pointer, n int, size uintptr) {
	if Lend != nil && e.lend(p, n, size) {
		return
	}
	e.large(bytesOf(p, n, size))
}

// getNumbers takes n elements of size bytes into the slice header at v, of type t.
func getNumbers(d *Decoder, v unsafe.Pointer, t reflect.Type, n uint64, size uintptr) {
	if len(d.Buf) > 0 && d.Buf[0] == lent {
		d.borrow((*sliceHeader)(v), n, size)
		return
	}
	b, alias := d.large()
	if d.err != nil {
		return
	}
	if size > 0 && (uint64(len(b))%uint64(size) != 0 || uint64(len(b))/uint64(size) != n) || size == 0 && len(b) != 0 {
		d.Fail(corrupt("%d bytes for %d elements of %d bytes", len(b), n, size))
		return
	}
	if size == 0 && n > 1<<31 {
		d.Fail(corrupt("%d empty elements", n))
		return
	}
	if alias && n > 0 {
		*(*sliceHeader)(v) = sliceHeader{unsafe.Pointer(unsafe.SliceData(b)), int(n), int(n)}
		return
	}
	if len(b) >= bulkMin { // memory of this size begins at a page or a cache line
		*(*sliceHeader)(v) = sliceHeader{unsafe.Pointer(unsafe.SliceData(clone(b))), int(n), int(n)}
		return
	}
	reflect.NewAt(t, v).Elem().Set(reflect.MakeSlice(t, int(n), int(n)))
	copy(bytesOf((*sliceHeader)(v).data, int(n), size), b)
}

// clone returns a copy of b, on huge pages if it is large: a fault for each small page of fresh memory takes four times as long as
// the copy. append does not clear what it is about to fill.
func clone(b []byte) []byte {
	if len(b) < hugepage.Least {
		return append([]byte(nil), b...)
	}
	words := hugepage.Make[int64]((len(b) + 7) / 8)
	c := unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(words))), len(b))
	copy(c, b)
	return c
}

func arrayCoder(c *coder, t reflect.Type) {
	elem := build(t.Elem())
	n := t.Len()
	c.bad = elem.bad
	if elem.plain {
		plainCoder(c)
		return
	}
	c.enc = func(e *Encoder, v unsafe.Pointer) {
		for i := range n {
			elem.enc(e, unsafe.Add(v, uintptr(i)*elem.size))
		}
	}
	c.dec = func(d *Decoder, v unsafe.Pointer) {
		for i := range n {
			elem.dec(d, unsafe.Add(v, uintptr(i)*elem.size))
		}
	}
}

func structCoder(c *coder, t reflect.Type) {
	type field struct {
		at uintptr
		c  *coder
	}
	var fields []field
	plain, end := true, uintptr(0)
	for i := range t.NumField() {
		f := t.Field(i)
		if !f.IsExported() {
			gobCoder(c, t)
			return
		}
		fc := build(f.Type)
		if fc.bad != nil {
			c.bad = fmt.Errorf("%w (field %s of %v)", fc.bad, f.Name, t)
		}
		plain = plain && fc.plain && f.Offset == end
		end = f.Offset + f.Type.Size()
		fields = append(fields, field{f.Offset, fc})
	}
	if plain && end == c.size {
		plainCoder(c)
		return
	}
	c.enc = func(e *Encoder, v unsafe.Pointer) {
		for _, f := range fields {
			f.c.enc(e, unsafe.Add(v, f.at))
		}
	}
	c.dec = func(d *Decoder, v unsafe.Pointer) {
		for _, f := range fields {
			f.c.dec(d, unsafe.Add(v, f.at))
			if d.err != nil {
				return
			}
		}
	}
}

func pointerCoder(c *coder, t reflect.Type) {
	elem := build(t.Elem())
	c.bad = elem.bad
	c.enc = func(e *Encoder, v unsafe.Pointer) {
		p := *(*unsafe.Pointer)(v)
		if p == nil {
			e.Buf = append(e.Buf, 0)
			return
		}
		e.Buf = append(e.Buf, 1)
		if e.enter() {
			elem.enc(e, p)
			e.depth--
		}
	}
	c.dec = func(d *Decoder, v unsafe.Pointer) {
		if tag := d.Take(1); tag == nil || tag[0] == 0 {
			return
		}
		if d.enter() {
			p := reflect.New(t.Elem())
			elem.dec(d, p.UnsafePointer())
			*(*unsafe.Pointer)(v) = p.UnsafePointer()
			d.depth--
		}
	}
}

// maxDepth bounds how deep values may nest: a cycle of pointers must be an error, not an overflow of the stack.
const maxDepth = 10000

func (e *Encoder) enter() bool {
	if e.depth++; e.depth > maxDepth {
		e.Fail(fmt.Errorf("wire: value nests deeper than %d: does it contain a cycle?", maxDepth))
	}
	return e.err == nil
}

func (d *Decoder) enter() bool {
	if d.depth++; d.depth > maxDepth {
		d.Fail(corrupt("value nests deeper than %d", maxDepth))
	}
	return d.err == nil
}

package wire

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"math"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"gonum.org/v1/gonum/mat"
	"pgregory.net/rapid"
)

type inner struct {
	Name string
	X    []float64
	P    *int
}

type outer struct {
	A   int8
	B   float64
	In  []inner
	M   *mat.Dense
	Map map[string]int
	At  time.Time
	C   [3]complex128
	Ok  bool
	Any any
}

type list struct {
	V    int
	Next *list
}

func trip[T any](t testing.TB, v T, bulk bool) T {
	t.Helper()
	c := Of[T]()
	var e Encoder
	c.Put(&e, &v)
	if e.Err() != nil {
		t.Fatal(e.Err())
	}
	var d Decoder
	if bulk && e.BulkBytes() > 0 {
		d.Bulk = make([]byte, e.BulkBytes())
		d.Alias = true
		e.CopyBulk(d.Bulk)
		e.Seal(1)
	} else {
		e.Seal(0)
	}
	d.Buf = e.Buf
	d.Unseal()
	var w T
	c.Get(&d, &w)
	if d.Err() != nil {
		t.Fatalf("%T: %v", v, d.Err())
	}
	if len(d.Buf) != 0 {
		t.Errorf("%T: %d bytes are left", v, len(d.Buf))
	}
	return w
}

func TestValuesTravel(t *testing.T) {
	seven := 7
	big := make([]float64, 5000)
	for i := range big {
		big[i] = float64(i)
	}
	big[1], big[2], big[3] = math.NaN(), math.Inf(-1), math.SmallestNonzeroFloat64
	for _, bulk := range []bool{false, true} {
		in := []inner{{"a", big, &seven}, {"", nil, nil}, {strings.Repeat("x", 9000), []float64{}, nil}}
		m := mat.NewDense(70, 80, nil)
		m.Set(3, 4, 5)
		v := outer{-3, 2.5, in, m, map[string]int{"k": 1}, time.Unix(5, 6).UTC(), [3]complex128{1i}, true, nil}
		w := trip(t, v, bulk)
		if w.In[0].X[4999] != 4999 || !math.IsNaN(w.In[0].X[1]) || *w.In[0].P != 7 || w.In[1].X != nil || w.In[2].X == nil || len(w.In[2].Name) != 9000 {
			t.Error("structs with slices")
		}
		if !mat.Equal(w.M, m) || w.Map["k"] != 1 || !w.At.Equal(v.At) || w.C[0] != 1i || !w.Ok || w.A != -3 {
			t.Error("fields")
		}
		view := m.Slice(2, 60, 3, 70).(*mat.Dense)
		if got := trip(t, view, bulk); !mat.Equal(got, view) {
			t.Error("a strided view")
		}
		if got := trip(t, mat.NewSymDense(3, []float64{1, 2, 3, 2, 4, 5, 3, 5, 6}), bulk); got.At(1, 2) != 5 {
			t.Error("SymDense")
		}
		if got := trip(t, mat.NewVecDense(3, []float64{1, 2, 3}), bulk); got.AtVec(2) != 3 {
			t.Error("VecDense")
		}
		if got := trip(t, mat.NewCDense(1, 2, []complex128{1, 2i}), bulk); got.At(0, 1) != 2i {
			t.Error("CDense")
		}
		if got := trip(t, (*mat.Dense)(nil), bulk); got != nil {
			t.Error("nil matrix")
		}
	}
	if got := trip(t, &list{1, &list{2, nil}}, false); got.Next.V != 2 || got.Next.Next != nil {
		t.Error("a recursive type")
	}
	if got := trip(t, [][]string{{"a"}, nil, {}}, false); !reflect.DeepEqual(got, [][]string{{"a"}, nil, {}}) {
		t.Errorf("%#v", got)
	}
	trip(t, struct{}{}, false)
	trip(t, make([]struct{}, 5), false)
}

func TestWhatCannotTravelSaysSo(t *testing.T) {
	if err := Of[struct{ F func() }]().Err(); err == nil || !strings.Contains(err.Error(), "field F") {
		t.Errorf("a function: %v", err)
	}
	if err := Of[[]chan int]().Err(); err == nil {
		t.Error("a channel: no error")
	}
	cycle := &list{V: 1}
	cycle.Next = cycle
	var e Encoder
	Of[*list]().Put(&e, &cycle)
	if e.Err() == nil || !strings.Contains(e.Err().Error(), "cycle") {
		t.Errorf("a cycle: %v", e.Err())
	}
}

func TestRandomValuesTravel(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		v := rapid.SliceOf(rapid.Custom(func(r *rapid.T) inner {
			n := rapid.Int().Draw(r, "n")
			return inner{rapid.String().Draw(r, "name"), rapid.SliceOf(rapid.Float64()).Draw(r, "x"), &n}
		})).Draw(r, "v")
		if w := trip(t, v, rapid.Bool().Draw(r, "bulk")); !reflect.DeepEqual(v, w) {
			r.Fatalf("%v came back as %v", v, w)
		}
	})
}

func TestFramesInAnyPortions(t *testing.T) {
	var stream []byte
	sizes := []int{0, 1, 31, 32, 33, 65535, 65536, 200000, 5 << 20, 0, 7}
	for i, n := range sizes {
		stream = Append(stream, Results, uint8(i), uint64(i), bytes.Repeat([]byte{byte(i)}, n))
	}
	for _, r := range []io.Reader{bytes.NewReader(stream), iotest.HalfReader(bytes.NewReader(stream)), iotest.DataErrReader(bytes.NewReader(stream))} {
		fr := NewReader(r)
		for i, n := range sizes {
			f, err := fr.Next()
			if err != nil || f.ID != uint64(i) || len(f.Payload) != n || n > 0 && f.Payload[n-1] != byte(i) {
				t.Fatalf("frame %d: %d bytes, %v", i, len(f.Payload), err)
			}
		}
		if _, err := fr.Next(); err != io.EOF {
			t.Errorf("at the end: %v", err)
		}
	}
	for cut := 1; cut < 40; cut++ {
		fr := NewReader(bytes.NewReader(Append(nil, Put, 0, 1, make([]byte, 8))[:cut]))
		if _, err := fr.Next(); !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("cut after %d bytes: %v", cut, err)
		}
	}
}

// A length that lies must not cost memory.
func TestLyingLengthsCostNothing(t *testing.T) {
	head := Append(nil, Results, 0, 1, nil)
	binary.LittleEndian.PutUint64(head[16:], MaxPayload)
	rehash(head)
	r := NewReader(bytes.NewReader(head))
	if _, err := r.Next(); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("%v", err)
	}
	if cap(r.buf) > 1<<20 {
		t.Errorf("the reader holds %d bytes for a frame that never came", cap(r.buf))
	}
}

// rehash makes the header's checksum right again.
func rehash(h []byte) { binary.LittleEndian.PutUint32(h[28:], crc32.Checksum(h[:28], castagnoli)) }

// The reader and the decoder give values or errors that wrap ErrCorrupt or io.ErrUnexpectedEOF, whatever they read.
func FuzzReader(f *testing.F) {
	f.Add(Append(Append(nil, Results, 1, 2, []byte("payload")), Bye, 0, 0, nil))
	f.Add(Append(nil, Tasks, 0, 1, nil)[:20])
	f.Fuzz(func(t *testing.T, b []byte) {
		r := NewReader(bytes.NewReader(b))
		n := 0
		for {
			fr, err := r.Next()
			if err == io.EOF {
				break
			}
			if err != nil {
				if !errors.Is(err, ErrCorrupt) && !errors.Is(err, io.ErrUnexpectedEOF) {
					t.Fatalf("error %v", err)
				}
				return
			}
			n += HeaderSize + len(fr.Payload)
		}
		if n != len(b) {
			t.Fatalf("%d bytes of %d were read as frames", n, len(b))
		}
	})
}

func FuzzDecoder(f *testing.F) {
	seven := 7
	for _, v := range []outer{{}, {In: []inner{{"a", make([]float64, 700), &seven}}, M: mat.NewDense(2, 2, nil), Map: map[string]int{"a": 1}}} {
		var e Encoder
		c := Of[outer]()
		c.Put(&e, &v)
		e.Seal(0)
		f.Add(e.Buf)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		d := &Decoder{Buf: b}
		d.Unseal()
		var v outer
		Of[outer]().Get(d, &v)
		if err := d.Err(); err != nil && !errors.Is(err, ErrCorrupt) {
			t.Fatalf("error %v", err)
		}
	})
}

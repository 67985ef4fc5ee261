package mpi

import (
	"bytes"
	"reflect"
	"testing"

	"pgregory.net/rapid"
)

// Records come out as they went in, however many lie in a message.
func TestRecordsReturn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var b []byte
		in := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) record {
			return record{kind(rapid.IntRange(1, int(kinds)-1).Draw(t, "kind")), rapid.Uint64().Draw(t, "worker"),
				rapid.Uint64().Draw(t, "number"), rapid.SliceOfN(rapid.Byte(), 0, 100).Draw(t, "payload")}
		}), 1, 20).Draw(t, "records")
		for _, r := range in {
			b = r.append(b)
		}
		for _, want := range in {
			var r record
			var err error
			if r, b, err = cut(b); err != nil || r.kind != want.kind || r.worker != want.worker || r.number != want.number || !bytes.Equal(r.payload, want.payload) {
				t.Fatalf("%+v, %v, want %+v", r, err, want)
			}
		}
		if len(b) != 0 {
			t.Fatalf("%d bytes are left", len(b))
		}
	})
}

func TestDamagedRecords(t *testing.T) {
	good := record{kind: recFrame, payload: []byte("12345678")}.append(nil)
	change := func(i int, v byte) []byte { b := bytes.Clone(good); b[i] = v; return b }
	for name, b := range map[string][]byte{
		"short head": good[:31], "short payload": good[:39], "kind 0": change(0, 0), "kind too large": change(0, byte(kinds)), "length": change(31, 0x80),
	} {
		if r, _, err := cut(b); err == nil {
			t.Errorf("%s: %+v", name, r)
		}
	}
}

func TestBlockPlans(t *testing.T) {
	plan := func(ns ...uint64) (b []byte) {
		for _, n := range ns {
			b = append(b, encode(n)...)
		}
		return b
	}
	id, pieces, err := record{number: 200, payload: plan(7, 0, 100, 128, 72)}.blockPlan()
	if want := [][2]uint64{{0, 100}, {128, 72}}; id != 7 || err != nil || !reflect.DeepEqual(pieces, want) {
		t.Errorf("plan %d %v, %v", id, pieces, err)
	}
	for name, p := range map[string][]byte{
		"empty": nil, "no piece": plan(7), "half a piece": plan(7, 0), "outside": plan(7, 128, 73), "overflow": plan(7, 1, 1<<64-1), "far": plan(7, 1<<63, 1<<63),
	} {
		if _, pieces, err := (record{number: 200, payload: p}).blockPlan(); err == nil {
			t.Errorf("%s: %v", name, pieces)
		}
	}
	if _, pieces, err := (record{number: 5, payload: wholeBlock(9, 5)}).blockPlan(); err != nil || pieces[0] != [2]uint64{0, 5} {
		t.Errorf("whole block: %v, %v", pieces, err)
	}
}

package mpi

import (
	"encoding/binary"
	"fmt"
)

// A record is what two ranks say to each other. Its head has 32 bytes: kind, worker, number, length of the payload, eight bytes
// each, little-endian.
type record struct {
	kind    kind
	worker  uint64 // which worker it is about, 0 for none
	number  uint64
	payload []byte
}

type kind uint64

// The kinds of records: what rank 0 says to a supervisor, what supervisors answer, and what both say.
const (
	recLaunch kind = iota + 1 // start a worker; payload: a launchOrder
	recKill                   // end the worker
	recBuried                 // the worker, which has ended, is forgotten
	recBye                    // the job is over: this is the last record, in both directions
	recPing                   // number: the time at rank 0
	recHere                   // rank 0 lives
	recStay                   // a signal has come, and the program goes on until its pools have drained
	recUp                     // the worker runs; number: its process
	recNoUp                   // it could not be started; payload: why
	recLine                   // a line of its output
	recEOF                    // it has closed its socket; payload: what was wrong with what it wrote, empty if nothing
	recExit                   // it has ended; payload: an exitReport
	recPulse                  // payload: a pulse for every worker
	recPong                   // number: that of the ping; payload: the time there
	recFrame                  // payload: a frame to or from a worker; number: how many of a batch's tasks may run
	recTell                   // payload: a message for the control socket
	recLend                   // payload: the address of a descriptor, and a message for the control socket that goes with it
	recFill                   // number: size of a block of the machine's store, of which parts follow; payload: see blockPlan
	recFilled                 // the parts are there; payload: the address of the block's descriptor, and what went wrong
	recDrop                   // number: a block of the store that is not used any more
	recBlock                  // number bytes of a block follow as messages of their own; payload: see blockPlan
	kinds
)

const headSize = 32

func (r record) append(b []byte) []byte {
	b = binary.LittleEndian.AppendUint64(b, uint64(r.kind))
	b = binary.LittleEndian.AppendUint64(b, r.worker)
	b = binary.LittleEndian.AppendUint64(b, r.number)
	b = binary.LittleEndian.AppendUint64(b, uint64(len(r.payload)))
	return append(b, r.payload...)
}

// cut takes the first record off b.
func cut(b []byte) (r record, rest []byte, err error) {
	if len(b) < headSize {
		return r, nil, fmt.Errorf("%d bytes instead of a record", len(b))
	}
	r = record{kind: kind(binary.LittleEndian.Uint64(b)), worker: binary.LittleEndian.Uint64(b[8:]), number: binary.LittleEndian.Uint64(b[16:])}
	n := binary.LittleEndian.Uint64(b[24:])
	if r.kind == 0 || r.kind >= kinds || n > uint64(len(b)-headSize) {
		return r, nil, fmt.Errorf("record of kind %d with %d bytes, %d are there", r.kind, n, len(b)-headSize)
	}
	r.payload = b[headSize : headSize+n : headSize+n]
	return r, b[headSize+n:], nil
}

// A blockPlan says whose contents follow a record of kind recBlock, and where in the block each message goes: offset and length
// of each, in pairs.
func (r record) blockPlan() (id uint64, pieces [][2]uint64, err error) {
	p := r.payload
	if len(p) < 24 || len(p)%16 != 8 {
		return 0, nil, fmt.Errorf("a block with a plan of %d bytes", len(p))
	}
	next := func() (v uint64) {
		v, p = binary.LittleEndian.Uint64(p), p[8:]
		return v
	}
	id = next()
	for len(p) > 0 {
		at, n := next(), next()
		if at > r.number || n > r.number-at {
			return 0, nil, fmt.Errorf("[%d, +%d) of a block of %d bytes", at, n, r.number)
		}
		pieces = append(pieces, [2]uint64{at, n})
	}
	return id, pieces, nil
}

// wholeBlock is the plan of n bytes in one message.
func wholeBlock(id uint64, n int) []byte {
	return append(append(encode(id), encode(0)...), encode(uint64(n))...)
}

// encode is a payload that is one number.
func encode(n uint64) []byte { return binary.LittleEndian.AppendUint64(nil, n) }

func (r record) payloadNumber() uint64 {
	if len(r.payload) < 8 {
		return 0
	}
	return binary.LittleEndian.Uint64(r.payload)
}

// A launchOrder is what a supervisor has to know of a link.Spec.
type launchOrder struct {
	Name        string
	Env         []string
	MemoryLimit int64
	Pulse       int64
}

// An exitReport is a link.Exit, with the state of the worker's board.
type exitReport struct {
	State   string
	Code    int
	Signal  int
	Peak    int64
	Stderr  []string
	Kernel  string
	Uptime  int64
	Running uint64
	Words   map[int]uint64 // the spans that were used, by slot
}

// A pulse shows that a worker lives.
type pulse struct {
	worker, beat uint64
	resident     int64
}

const pulseSize = 24

func appendPulse(b []byte, p pulse) []byte {
	b = binary.LittleEndian.AppendUint64(b, p.worker)
	b = binary.LittleEndian.AppendUint64(b, p.beat)
	return binary.LittleEndian.AppendUint64(b, uint64(p.resident))
}

func cutPulse(b []byte) (p pulse, rest []byte) {
	return pulse{binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[8:]), int64(binary.LittleEndian.Uint64(b[16:]))}, b[24:]
}

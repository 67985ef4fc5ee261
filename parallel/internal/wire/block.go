package wire

// What a message of kind Segment over the control socket says about a block of shared memory.
const (
	BlockNew  = iota // number, size; comes with the descriptor
	BlockFree        // number: its contents have been read
	BlockGone        // number: it will not be used again
)

// Copied marks the number of a block that is a copy on the worker's machine: the worker may not refer to it in results.
const Copied = 1 << 62

// BlockLetter is a message about a block.
func BlockLetter(what int, number, size uint64) []byte {
	e := Encoder{Buf: []byte{byte(Segment)}}
	e.Uint(uint64(what))
	e.Uint(number)
	e.Uint(size)
	return e.Buf
}

// ReadBlockLetter is its counterpart; ok is false for other messages.
func ReadBlockLetter(msg []byte) (what int, number, size uint64, ok bool) {
	if len(msg) == 0 || Kind(msg[0]) != Segment {
		return 0, 0, 0, false
	}
	d := &Decoder{Buf: msg[1:]}
	what, number, size = int(d.Uint()), d.Uint(), d.Uint()
	return what, number, size, d.Err() == nil && size < 1<<48
}

package link

import (
	"bytes"
	"io"
	"slices"
	"strings"
	"sync"
)

// lines cuts a worker's output into lines, hands them on, and keeps the last ones as evidence.
type lines struct {
	mu     sync.Mutex
	causes []string // the first lines that tell why a Go program crashed: pages of stacks follow them
	last   []string
}

const (
	keepLines   = 20
	keepCauses  = 3
	longestLine = 16 << 10 // longer ones are cut in pieces
)

// pump reads until the end of r.
func (l *lines) pump(r io.Reader, emit func([]byte)) {
	buf := make([]byte, 0, 4096)
	for {
		if cap(buf)-len(buf) < 1024 {
			buf = append(make([]byte, 0, min(2*cap(buf), 2*longestLine)), buf...)
		}
		n, err := r.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		rest := buf
		for {
			i := bytes.IndexByte(rest, '\n')
			if i < 0 && len(rest) < longestLine {
				break
			}
			if i < 0 {
				i = len(rest) - 1
				l.line(rest[:i+1], emit)
			} else {
				l.line(rest[:i], emit)
			}
			rest = rest[i+1:]
		}
		buf = buf[:copy(buf, rest)]
		if err != nil {
			if len(buf) > 0 {
				l.line(buf, emit)
			}
			return
		}
	}
}

func (l *lines) line(b []byte, emit func([]byte)) {
	l.mu.Lock()
	if len(l.last) == keepLines {
		copy(l.last, l.last[1:])
		l.last = l.last[:keepLines-1]
	}
	text := string(b[:min(len(b), 1024)])
	l.last = append(l.last, text)
	if len(l.causes) < keepCauses && isCause(text) {
		l.causes = append(l.causes, text)
	}
	l.mu.Unlock()
	if emit != nil {
		emit(b)
	}
}

func (l *lines) tail() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.causes) > 0 && !slices.Contains(l.last, l.causes[0]) {
		return append(slices.Clone(l.causes), l.last[min(len(l.last), len(l.causes)):]...)
	}
	return slices.Clone(l.last)
}

// isCause recognises the first lines of the Go runtime's crash reports.
func isCause(line string) bool {
	for _, prefix := range []string{"panic: ", "fatal error: ", "unexpected fault address ", "runtime: ", "SIG", "[signal "} {
		if strings.HasPrefix(line, prefix) {
			return true
		}
	}
	return false
}

package link

import (
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"golang.org/x/sys/unix"

	"tandem/parallel/internal/span"
)

// Host is a worker's own end of its sockets.
type Host struct {
	Board   *span.Board
	Ledger  *os.File // nil if none came
	control *os.File
	raw     syscall.RawConn
}

// Serve takes over the descriptors that the program left to this worker. It fails if they are not what Launch makes, so that
// a stray environment variable cannot turn a program into a worker.
func Serve() (*Host, error) {
	for _, s := range []struct{ fd, kind int }{{DataFD, unix.SOCK_STREAM}, {ControlFD, unix.SOCK_SEQPACKET}} {
		kind, err := unix.GetsockoptInt(s.fd, unix.SOL_SOCKET, unix.SO_TYPE)
		if err != nil || kind != s.kind {
			return nil, fmt.Errorf("descriptor %d is not a worker's socket", s.fd)
		}
		cred, err := unix.GetsockoptUcred(s.fd, unix.SOL_SOCKET, unix.SO_PEERCRED)
		if err != nil || int(cred.Uid) != os.Getuid() {
			return nil, fmt.Errorf("descriptor %d belongs to another user", s.fd)
		}
		unix.CloseOnExec(s.fd)
	}
	page, err := unix.Mmap(BoardFD, 0, span.BoardSize, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
	if err != nil {
		return nil, os.NewSyscallError("mmap", err)
	}
	_ = unix.Close(BoardFD)
	if err := unix.SetNonblock(ControlFD, true); err != nil {
		return nil, err
	}
	h := &Host{Board: span.On(page), control: os.NewFile(ControlFD, "control")}
	if _, err := unix.FcntlInt(LedgerFD, unix.F_GETFD, 0); err == nil {
		unix.CloseOnExec(LedgerFD)
		h.Ledger = os.NewFile(LedgerFD, "ledger")
	}
	h.raw, err = h.control.SyscallConn()
	dieWith(os.Getppid())
	return h, err
}

// dieWith ends this process and its group when its parent has died. The kernel then sends SIGCONT, as launch has asked for, and may
// send SIGHUP, to a process group that nobody can continue any more. Others may send SIGCONT at any time.
func dieWith(parent int) {
	c := make(chan os.Signal, 1)
	signal.Notify(c, unix.SIGCONT, unix.SIGHUP)
	go func() {
		for sig := range c {
			if sig == unix.SIGHUP || os.Getppid() != parent {
				Die()
			}
		}
	}()
}

// Read reads from the data socket, in a blocking system call.
func (h *Host) Read(b []byte) (int, error) {
	for {
		n, err := unix.Read(DataFD, b)
		switch {
		case err == unix.EINTR:
			continue
		case err != nil:
			return 0, err
		case n == 0:
			return 0, errors.New("the program has closed the socket")
		}
		return n, nil
	}
}

// Write writes all of b to the data socket.
func (h *Host) Write(b []byte) (int, error) {
	done := 0
	for done < len(b) {
		n, err := unix.SendmsgN(DataFD, b[done:], nil, nil, unix.MSG_NOSIGNAL)
		if err == unix.EINTR {
			continue
		}
		if err != nil {
			return done, err
		}
		done += n
	}
	return done, nil
}

// Tell sends a message over the control socket.
func (h *Host) Tell(msg []byte, fd int) error { return send(h.raw, msg, fd) }

// Hear waits for a message from the control socket.
func (h *Host) Hear(buf []byte) (int, int, error) { return receive(h.raw, buf) }

// Die kills this process and its group.
func Die() {
	_ = unix.Kill(-os.Getpid(), unix.SIGKILL)
	_ = unix.Kill(os.Getpid(), unix.SIGKILL)
}

// Now returns CLOCK_MONOTONIC in nanoseconds, which all processes of a machine share.
func Now() int64 {
	var t unix.Timespec
	_ = unix.ClockGettime(unix.CLOCK_MONOTONIC, &t)
	return t.Nano()
}

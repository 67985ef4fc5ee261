package link

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"tandem/parallel/internal/span"
)

// local starts workers on this machine: this program again, through /proc/self/exe.
//
// All are started from one thread that lives as long as the launcher, because the parent-death signal of a child fires when
// the thread ends that made it. That signal is SIGCONT, so that it reaches a worker that is stopped, or about to stop, too
// (dieWith). Each leads a process group of its own, so that a terminal's Ctrl-C reaches the program
// alone, and so that what a task has started ends with its worker.
type local struct {
	work chan func()
	done chan struct{}
}

// Local returns the launcher of worker processes on this machine.
func Local() (Launcher, error) {
	l := &local{work: make(chan func()), done: make(chan struct{})}
	go func() {
		runtime.LockOSThread()
		defer close(l.done)
		for f := range l.work {
			f()
		}
		runtime.UnlockOSThread()
	}()
	return l, nil
}

func (l *local) Close() {
	close(l.work)
	<-l.done
}

type process struct {
	name    string
	born    time.Time
	proc    *os.Process
	data    *os.File
	control *os.File
	raw     syscall.RawConn // of control
	out     *os.File
	board   *span.Board
	page    []byte
	lines   lines
	pumped  chan struct{}
	ooms    int64

	mu     sync.Mutex
	killed error
	gone   bool // reaped: its number may belong to somebody else
}

// Launch starts a worker.
func (l *local) Launch(s Spec) (Worker, error) {
	var w *process
	var err error
	ran := make(chan struct{})
	l.work <- func() {
		defer close(ran)
		w, err = launch(s)
	}
	<-ran
	if err != nil {
		return nil, fmt.Errorf("parallel: cannot start %s: %w", s.Name, err)
	}
	return w, nil
}

func launch(s Spec) (_ *process, err error) {
	var theirs, ours []*os.File
	defer func() {
		for _, f := range theirs {
			f.Close()
		}
		if err != nil {
			for _, f := range ours {
				f.Close()
			}
		}
	}()
	pair := func(kind int, name string) error {
		fds, err := unix.Socketpair(unix.AF_UNIX, kind|unix.SOCK_CLOEXEC, 0)
		if err != nil {
			return os.NewSyscallError("socketpair", err)
		}
		for _, fd := range fds {
			_ = unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_SNDBUF, 1<<20)
		}
		_ = unix.SetNonblock(fds[0], true) // ours, for the runtime's poller
		ours = append(ours, os.NewFile(uintptr(fds[0]), name))
		theirs = append(theirs, os.NewFile(uintptr(fds[1]), name))
		return nil
	}
	null, err := os.Open(os.DevNull)
	if err != nil {
		return nil, err
	}
	r, out, err := os.Pipe()
	if err != nil {
		null.Close()
		return nil, err
	}
	theirs = append(theirs, null, out)
	ours = append(ours, r)
	if err := pair(unix.SOCK_STREAM, "data"); err != nil {
		return nil, err
	}
	if err := pair(unix.SOCK_SEQPACKET, "control"); err != nil {
		return nil, err
	}
	fd, err := unix.MemfdCreate("tandem-board", unix.MFD_CLOEXEC|unix.MFD_ALLOW_SEALING)
	if err != nil {
		return nil, os.NewSyscallError("memfd_create", err)
	}
	boardFile := os.NewFile(uintptr(fd), "board")
	theirs = append(theirs, boardFile)
	if err := unix.Ftruncate(fd, int64(span.BoardSize)); err != nil {
		return nil, os.NewSyscallError("ftruncate", err)
	}
	if _, err := unix.FcntlInt(uintptr(fd), unix.F_ADD_SEALS, unix.F_SEAL_SHRINK|unix.F_SEAL_GROW|unix.F_SEAL_SEAL); err != nil {
		return nil, os.NewSyscallError("fcntl", err)
	}
	page, err := unix.Mmap(fd, 0, span.BoardSize, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
	if err != nil {
		return nil, os.NewSyscallError("mmap", err)
	}
	p := &process{name: s.Name, born: time.Now(), data: ours[1], control: ours[2], out: r, page: page, board: span.On(page),
		pumped: make(chan struct{}), ooms: oomKills("/")}
	files := []*os.File{null, out, out, theirs[2], theirs[3], boardFile}
	if s.Ledger != nil {
		files = append(files, s.Ledger)
	}
	p.proc, err = os.StartProcess("/proc/self/exe", []string{os.Args[0], "(" + s.Name + ")"}, &os.ProcAttr{
		Env:   append(Fresh(os.Environ()), s.Env...),
		Files: files,
		Sys:   &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGCONT},
	})
	if err != nil {
		_ = unix.Munmap(page)
		return nil, err
	}
	if s.MemoryLimit > 0 {
		lim := unix.Rlimit{Cur: uint64(s.MemoryLimit), Max: uint64(s.MemoryLimit)}
		_ = unix.Prlimit(p.proc.Pid, unix.RLIMIT_DATA, &lim, nil) // a second line of defence: the worker's resident size is watched too
	}
	if p.raw, err = p.control.SyscallConn(); err != nil {
		return nil, err
	}
	go func() {
		defer close(p.pumped)
		p.lines.pump(r, func(line []byte) {
			if s.Line != nil {
				s.Line(s.Name, line)
			}
		})
	}()
	return p, nil
}

func (p *process) Read(b []byte) (int, error)  { return p.data.Read(b) }
func (p *process) Write(b []byte) (int, error) { return p.data.Write(b) }
func (p *process) Board() *span.Board          { return p.board }
func (p *process) Pid() int                    { return p.proc.Pid }

func (p *process) Tell(msg []byte, fd int) error { return send(p.raw, msg, fd) }

func (p *process) Hear(buf []byte) (int, int, error) { return receive(p.raw, buf) }

// send sends one message, with a descriptor if fd is not negative.
func send(c syscall.RawConn, msg []byte, fd int) (err error) {
	var rights []byte
	if fd >= 0 {
		rights = unix.UnixRights(fd)
	}
	werr := c.Write(func(s uintptr) bool {
		err = unix.Sendmsg(int(s), msg, rights, nil, unix.MSG_NOSIGNAL)
		return err != unix.EAGAIN
	})
	return errors.Join(err, werr)
}

// receive waits for one message.
func receive(c syscall.RawConn, buf []byte) (n, fd int, err error) {
	fd = -1
	oob := make([]byte, unix.CmsgSpace(4))
	var oobn int
	rerr := c.Read(func(s uintptr) bool {
		n, oobn, _, _, err = unix.Recvmsg(int(s), buf, oob, unix.MSG_CMSG_CLOEXEC)
		return err != unix.EAGAIN
	})
	if err = errors.Join(err, rerr); err != nil {
		return 0, -1, err
	}
	if oobn > 0 {
		if msgs, err := unix.ParseSocketControlMessage(oob[:oobn]); err == nil && len(msgs) > 0 {
			if fds, err := unix.ParseUnixRights(&msgs[0]); err == nil && len(fds) > 0 {
				fd = fds[0]
			}
		}
	}
	if n == 0 && fd < 0 {
		return 0, -1, io.EOF
	}
	return n, fd, nil
}

// Kill ends the worker's process group. The group's number is free for others only after Wait has reaped the worker.
func (p *process) Kill(reason error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.gone {
		return
	}
	if p.killed == nil {
		p.killed = reason
	}
	p.killGroup()
}

func (p *process) killGroup() {
	_ = unix.Kill(-p.proc.Pid, unix.SIGKILL)
	_ = unix.Kill(p.proc.Pid, unix.SIGKILL) // should it not lead a group yet
}

// Wait waits for the worker's end, ends what is left of its group, and reaps it.
func (p *process) Wait() Exit {
	for {
		var info unix.Siginfo
		err := unix.Waitid(unix.P_PID, p.proc.Pid, &info, unix.WEXITED|unix.WNOWAIT, nil)
		if err != unix.EINTR {
			break
		}
	}
	_ = unix.Kill(-p.proc.Pid, unix.SIGKILL) // what its tasks have started; the zombie keeps the group's number ours
	p.mu.Lock()
	p.gone = true
	p.mu.Unlock()
	state, err := p.proc.Wait()
	e := Exit{Code: -1, Killed: p.killed, Uptime: time.Since(p.born)}
	if err == nil {
		e.State = state.String()
		e.Code = state.ExitCode()
		if ws, ok := state.Sys().(syscall.WaitStatus); ok && ws.Signaled() {
			e.Signal = ws.Signal()
		}
		if ru, ok := state.SysUsage().(*syscall.Rusage); ok {
			e.Peak = ru.Maxrss << 10
		}
	}
	if e.Signal == syscall.SIGKILL && p.killed == nil && oomKills("/") > p.ooms {
		e.Kernel = "the kernel's out-of-memory killer has struck in this control group"
	}
	// A process that left the group may still hold the pipe: do not wait for it.
	_ = p.out.SetReadDeadline(time.Now().Add(500 * time.Millisecond))
	<-p.pumped
	e.Stderr = p.lines.tail()
	p.out.Close()
	p.data.Close()
	p.control.Close()
	return e
}

// Free unmaps the board, which Wait leaves for a last look.
func (p *process) Free() {
	_ = unix.Munmap(p.page)
	p.board, p.page = nil, nil
}

// Resident reads the resident size from /proc.
func (p *process) Resident() int64 {
	b, err := os.ReadFile("/proc/" + strconv.Itoa(p.proc.Pid) + "/statm")
	if err != nil {
		return 0
	}
	f := strings.Fields(string(b))
	if len(f) < 3 {
		return 0
	}
	pages, _ := strconv.ParseInt(f[1], 10, 64)
	return pages * int64(os.Getpagesize())
}

// oomKills returns how many processes the kernel has killed for want of memory in this process's control group, below root.
func oomKills(root string) (n int64) {
	b, err := os.ReadFile(root + "proc/self/cgroup")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(b)) {
		parts := strings.SplitN(strings.TrimSpace(line), ":", 3)
		if len(parts) != 3 {
			continue
		}
		var file string
		switch {
		case parts[0] == "0": // version 2
			file = root + "sys/fs/cgroup" + parts[2] + "/memory.events"
		case strings.Contains(","+parts[1]+",", ",memory,"):
			file = root + "sys/fs/cgroup/memory" + parts[2] + "/memory.oom_control"
		default:
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			continue
		}
		for l := range strings.Lines(string(text)) {
			if v, ok := strings.CutPrefix(l, "oom_kill "); ok {
				k, _ := strconv.ParseInt(strings.TrimSpace(v), 10, 64)
				n += k
			}
		}
	}
	return n
}

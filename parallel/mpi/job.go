//go:build mpi && cgo && linux

package mpi

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"

	"tandem/parallel/internal/ledger"
	"tandem/parallel/internal/link"
	"tandem/parallel/internal/memory"
)

// A job is this process's part in the MPI job.
type job struct {
	*world
	nodes []link.Node
	crowd []int // by rank: the first rank that shares its processors

	machine []int   // by rank: the first rank that shares its memory
	sites   []*site // rank 0: by rank, its machine; nil for this one

	mu      sync.Mutex
	remotes map[uint64]*remote // rank 0: the workers on other ranks
	last    uint64             // number of the last one

	pongs  chan pong
	clocks []atomic.Int64 // rank 0: what a rank's clock is ahead
}

// here is the job, once Join has run; nil outside one.
var here *job

func init() {
	link.Join = join
	link.MPI = launch
	link.Nodes = func() []link.Node {
		if here == nil {
			return nil
		}
		return slices.Clone(here.nodes)
	}
	link.Leave, link.Patience = Finalize, grace
}

// joinedKey is set in the environment of a rank: what the program starts must not take itself for one.
const joinedKey = "TANDEM_RANK_OF"

// launched tells whether this process was started by an MPI launcher.
func launched() bool {
	return os.Getenv(joinedKey) == "" && slices.ContainsFunc([]string{"OMPI_COMM_WORLD_SIZE", "PMIX_RANK", "PMI_RANK", "PMI_SIZE"}, func(name string) bool { return os.Getenv(name) != "" })
}

// A card is what a rank tells all others at the start.
type card struct {
	link.Node
	Digest   string // of the executable
	Pid      int
	LedgerFD int // -1 if its ledger cannot be shared
	Boot     string
	Root     string // the namespaces in which Pid means something
}

// join is link.Join.
func join(self link.Node, file func() *os.File) (tier int, err error) {
	if !launched() {
		return self.Tier, nil
	}
	digest, err := executable()
	if err != nil {
		return 0, fmt.Errorf("mpi: reading the executable: %w", err)
	}
	os.Setenv(joinedKey, fmt.Sprint(os.Getpid()))
	mine := card{Node: self, Digest: digest, Pid: os.Getpid(), LedgerFD: -1}
	mine.Boot, mine.Root = bootID(), namespace()
	tokens := file()
	if tokens != nil {
		mine.LedgerFD = int(tokens.Fd())
		defer func() { _ = unix.SetNonblock(mine.LedgerFD, true) }() // Fd has changed that
	}
	j := &job{world: newWorld(), remotes: map[uint64]*remote{}, pongs: make(chan pong, 4096)}
	var cards []card
	s := &supervisor{job: j, wards: map[uint64]*ward{}, bye: make(chan struct{}), news: make(chan struct{}, 1)}
	s.store.blocks, s.estates = map[uint64]*memory.Block{}, map[uint64]map[uint64]int{}
	j.handle, j.room, j.lost = j.fromSupervisor, j.resultRoom, j.lostWorkers
	up := make(chan error)
	go j.run(func(anyThread *bool) (err error) {
		if j.rank, j.size, *anyThread, err = startMPI(); err != nil {
			return err
		}
		j.clocks = make([]atomic.Int64, j.size)
		if j.rank > 0 {
			j.handle, j.room, j.lost = s.fromProgram, s.argumentRoom, s.abandon
		}
		cards, err = exchange(mine, j.size)
		if err == nil {
			if err = differ(cards); err != nil {
				_ = endMPI()
				return err
			}
			var rows []byte
			rows, err = gather(reach(mine, cards), j.size)
			j.machine = machines(rows, j.size)
		}
		return err
	}, up)
	if err := <-up; err != nil {
		if j.rank > 0 {
			os.Exit(1) // rank 0 tells
		}
		return 0, err
	}
	tier = self.Tier
	for r, c := range cards {
		tier = min(tier, c.Tier)
		n := c.Node
		n.Rank = r
		j.nodes = append(j.nodes, n)
		j.crowd = append(j.crowd, slices.IndexFunc(cards, func(d card) bool {
			return d.Boot == c.Boot && d.Host == c.Host && d.CPUs == c.CPUs
		}))
	}
	for r := range j.nodes {
		for _, first := range j.crowd {
			if first == j.crowd[r] {
				j.nodes[r].Sharing++
			}
		}
	}
	if j.rank > 0 {
		s.near = j.machine[j.rank] == 0
		s.ledger = shareLedger(cards[j.crowd[j.rank]], mine, tokens)
		s.serve()
	}
	j.sites = j.newSites()
	here = j
	j.measure()
	for r, c := range cards {
		// One kernel has one clock: what was measured is then how long an answer took. (A time namespace may have its own.)
		if ahead := time.Duration(j.clocks[r].Load()); c.Boot == mine.Boot && ahead.Abs() <= j.nodes[r].Latency {
			j.clocks[r].Store(0)
		}
	}
	go j.watch()
	return tier, nil
}

// executable returns a hash of this program.
func executable() (string, error) {
	f, err := os.Open("/proc/self/exe")
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	_, err = io.Copy(h, f)
	return hex.EncodeToString(h.Sum(nil)), err
}

func bootID() string {
	b, _ := os.ReadFile("/proc/sys/kernel/random/boot_id")
	return strings.TrimSpace(string(b))
}

func namespace() string {
	name, _ := os.Readlink("/proc/self/ns/pid")
	return name
}

// exchange returns the cards of all ranks. MPI gathers equal sizes, so the lengths go first.
func exchange(mine card, size int) ([]card, error) {
	text, err := json.Marshal(mine)
	if err != nil {
		return nil, err
	}
	lengths, err := gather(encode(uint64(len(text))), size)
	if err != nil {
		return nil, err
	}
	at := func(r int) int { return int(record{payload: lengths[8*r : 8*r+8]}.payloadNumber()) }
	longest := 0
	for r := range size {
		longest = max(longest, at(r))
	}
	all, err := gather(append(text, make([]byte, longest-len(text))...), size)
	if err != nil {
		return nil, err
	}
	cards := make([]card, size)
	for r := range cards {
		if err := json.Unmarshal(all[r*longest:r*longest+at(r)], &cards[r]); err != nil {
			return nil, fmt.Errorf("mpi: rank %d speaks another language: %w", r, err)
		}
	}
	return cards, nil
}

func differ(cards []card) error {
	for r, c := range cards {
		if c.Digest != cards[0].Digest {
			return fmt.Errorf("mpi: rank %d on %s runs another executable than rank 0 on %s: start the same build on every node", r, c.Host, cards[0].Host)
		}
	}
	return nil
}

// shareLedger opens the ledger of the first rank on the same processors, so that all ranks there count the same cores.
func shareLedger(first, mine card, own *os.File) *os.File {
	if first.Pid == mine.Pid || first.LedgerFD < 0 || first.Root != mine.Root {
		return own
	}
	f, err := os.OpenFile(fmt.Sprintf("/proc/%d/fd/%d", first.Pid, first.LedgerFD), os.O_RDWR, 0)
	if err != nil {
		return own // another user's, or hidden: the ranks then count on their own
	}
	return f
}

// Finalize ends the MPI job in order: supervisors end their workers and leave, and rank 0 with them. Call it before the program
// ends, after the pools are closed. Outside an MPI job it does nothing. Calling it twice is no error.
func Finalize() error {
	j := here
	if j == nil {
		return nil
	}
	for r := 1; r < j.size; r++ {
		j.send(r, record{kind: recBye}, nil)
	}
	j.leave()
	if err := j.reason(); err != errEnded {
		return err
	}
	return nil
}

// leave has the thread send what is left, after which every rank says goodbye, and leave the job, which all ranks do together. When one
// of them cannot any more, the MPI library waits for it, perhaps for ever; leave does not, once the job counts as broken.
func (w *world) leave() {
	w.mu.Lock()
	w.end = true
	w.mu.Unlock()
	w.poke()
	select {
	case <-w.ended:
	case <-w.broken:
		select {
		case <-w.ended:
		case <-time.After(time.Second):
		}
	}
}

// A pong answers a ping.
type pong struct {
	rank        int
	sent, there int64
	at          int64
}

// How the network is measured: rounds of pings to all ranks at once, of which the fastest counts, and one block each to a rank of
// this host and one of another. All of it must be over after measureTime.
const (
	pingRounds  = 6
	measureTime = 200 * time.Millisecond
)

var blockSizes = []int{256 << 10, 4 << 20} // the first one is for warming up

func (j *job) measure() {
	limit := time.NewTimer(measureTime)
	defer limit.Stop()
	collect := func(n int, take func(pong)) bool {
		for range n {
			select {
			case p := <-j.pongs:
				take(p)
			case <-limit.C:
				return false
			}
		}
		return true
	}
	for range pingRounds {
		for r := 1; r < j.size; r++ {
			j.send(r, record{kind: recPing, number: uint64(link.Now())}, nil)
		}
		if !collect(j.size-1, func(p pong) {
			n := &j.nodes[p.rank]
			if d := time.Duration(p.at - p.sent); n.Latency == 0 || d < n.Latency {
				n.Latency = d
				j.clocks[p.rank].Store(p.there - (p.sent+p.at)/2)
			}
		}) {
			return
		}
	}
	for _, near := range []bool{true, false} {
		r := slices.IndexFunc(j.nodes, func(n link.Node) bool { return n.Rank > 0 && (n.Host == j.nodes[0].Host) == near })
		if r < 0 {
			continue
		}
		speed := 0.0
		for _, size := range blockSizes {
			block := make([]byte, size)
			began := time.Now()
			j.send(r, record{kind: recBlock, number: uint64(size), payload: wholeBlock(0, size)}, nil, block)
			if !collect(1, func(pong) {}) {
				return
			}
			speed = float64(size) / max(time.Since(began)-j.nodes[r].Latency, time.Microsecond).Seconds()
		}
		for i := range j.nodes {
			if i > 0 && (j.nodes[i].Host == j.nodes[0].Host) == near {
				j.nodes[i].Bandwidth = speed
			}
		}
	}
}

// answered takes a pong.
func (j *job) answered(from int, c record) {
	p := pong{from, int64(c.number), int64(c.payloadNumber()), link.Now()}
	select {
	case j.pongs <- p:
	default: // nobody measures any more
	}
}

// attachLedger is used by a supervisor to clear the tokens of its dead workers.
func attachLedger(file *os.File) *ledger.Ledger {
	if file == nil {
		return nil
	}
	fd, err := unix.FcntlInt(file.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		return nil
	}
	l, err := ledger.Attach(os.NewFile(uintptr(fd), "ledger"))
	if err != nil {
		return nil
	}
	return l
}

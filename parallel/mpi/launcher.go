//go:build mpi && cgo && linux

package mpi

import (
	"encoding/json"
	"errors"
	"sync"

	"tandem/parallel/internal/link"
)

// A launcher starts the workers of one pool, each on its node.
type launcher struct {
	job   *job          // nil outside an MPI job
	local link.Launcher // for this node

	mu     sync.Mutex
	places []int // by worker: its rank
}

// launch is link.MPI.
func launch() (link.Launcher, error) {
	local, err := link.Local()
	if err != nil {
		return nil, err
	}
	if here != nil {
		if err := here.failure(); err != nil {
			local.Close()
			return nil, err
		}
	}
	return &launcher{job: here, local: local}, nil
}

func (l *launcher) Close() { l.local.Close() }

// Launch starts worker s.Index of s.Of.
func (l *launcher) Launch(s link.Spec) (link.Worker, error) {
	if l.job == nil {
		return l.local.Launch(s)
	}
	l.mu.Lock()
	if len(l.places) != s.Of {
		l.places = places(l.job.nodes, s.Of)
	}
	at := l.places
	l.mu.Unlock()
	rank, crowd := at[s.Index], 0
	for _, r := range at {
		if l.job.crowd[r] == l.job.crowd[rank] {
			crowd++
		}
	}
	if rank > 0 {
		return l.job.launch(s, rank, crowd)
	}
	w, err := l.local.Launch(s)
	if err != nil {
		return nil, err
	}
	return near{w, crowd}, nil
}

// near is a worker on rank 0's own node.
type near struct {
	link.Worker
	crowd int
}

// Crowd is link.Crowded's.
func (w near) Crowd() int { return w.crowd }

// launch has a supervisor start a worker, and waits for the answer.
func (j *job) launch(s link.Spec, rank, crowd int) (link.Worker, error) {
	order, err := json.Marshal(launchOrder{s.Name, s.Env, s.MemoryLimit, int64(s.Pulse)})
	if err != nil {
		return nil, err
	}
	r := newRemote(j, rank, crowd, s)
	j.mu.Lock()
	j.last++
	r.id = j.last
	j.remotes[r.id] = r
	j.mu.Unlock()
	if err := j.failure(); err != nil {
		j.drop(r)
		return nil, err
	}
	j.send(rank, record{kind: recLaunch, worker: r.id, payload: order}, nil)
	<-r.up
	if r.startErr != nil {
		j.drop(r)
		return nil, r.startErr
	}
	return r, nil
}

func (j *job) drop(r *remote) {
	j.mu.Lock()
	delete(j.remotes, r.id)
	j.mu.Unlock()
}

func (j *job) remote(id uint64) *remote {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.remotes[id]
}

// lostWorkers tells all workers that the job is over.
func (j *job) lostWorkers() {
	err := j.failure()
	j.mu.Lock()
	var all []*remote
	for _, r := range j.remotes {
		all = append(all, r)
	}
	j.mu.Unlock()
	for _, r := range all {
		r.lose(err)
	}
	for _, s := range j.sites {
		if s != nil {
			s.lose(err)
		}
	}
}

// fromSupervisor handles a record at rank 0.
func (j *job) fromSupervisor(from int, c record) {
	switch c.kind {
	case recPong:
		j.answered(from, c)
		return
	case recPulse:
		j.pulses(c.payload)
		return
	case recFilled:
		if s := j.sites[from]; s != nil {
			s.filled(c)
		}
		return
	}
	r := j.remote(c.worker)
	if r == nil {
		return
	}
	switch c.kind {
	case recUp:
		r.started(int(c.number), nil)
	case recNoUp:
		r.started(0, errors.New(string(c.payload)))
	case recLine:
		if r.spec.Line != nil {
			r.spec.Line(r.spec.Name, c.payload)
		}
	case recFrame:
		r.arrive(c.payload)
	case recTell:
		r.told(c.payload, -1)
	case recLend:
		r.lent(c.payload)
	case recEOF:
		r.eof(c.payload)
	case recExit:
		r.exited(c.payload)
	}
}

func (j *job) pulses(b []byte) {
	for len(b) >= pulseSize {
		var p pulse
		p, b = cutPulse(b)
		if r := j.remote(p.worker); r != nil {
			r.board.Beat.Store(p.beat)
			r.resident.Store(p.resident)
		}
	}
}

package main

import (
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var tiny = flags{
	model: "a*exp(-b*t)", loss: "(m - y)^2", truth: "a=2,b=0.5", start: "a=1,b=0.3", n: 12, span: 4, noise: 0.01, rate: 0.3, steps: 600, seed: 7,
}

func TestRun(t *testing.T) {
	f := tiny
	f.out = t.TempDir()
	if err := run(t.Context(), f); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(filepath.Join(f.out, "fit.png")); err != nil || info.Size() < 1000 {
		t.Errorf("fit.png: %v", err)
	}
}

// Both ways end at the same minimum, near the truth, and their gradients agree where they begin.
func TestMethods(t *testing.T) {
	for _, change := range []func(f *flags){
		func(f *flags) {},
		func(f *flags) { f.loss = "log(1 + (m-y)^2)" },
		func(f *flags) { f.model, f.rate = "a*erf(t) + abs(b*t)", 0.1 },
	} {
		f := tiny
		change(&f)
		p, err := f.problem()
		if err != nil {
			t.Fatal(err)
		}
		loss, leaves, err := p.lower(p.start)
		if err != nil {
			t.Fatal(err)
		}
		loss.Backward()
		c, err := p.compile()
		if err != nil {
			t.Fatal(err)
		}
		grad := make([]float64, len(p.params))
		v, err := c.evaluate(t.Context(), grad, p.start)
		if err != nil || math.Abs(v-loss.At()) > 1e-14 {
			t.Errorf("%v: loss %v by autograd, %v compiled (%v)", p.loss, loss.At(), v, err)
		}
		for i, leaf := range leaves {
			if math.Abs(grad[i]-leaf.Grad.At()) > 1e-14 {
				t.Errorf("%v, d/d%v: %v by autograd, %v symbolic", p.loss, p.params[i], leaf.Grad.At(), grad[i])
			}
		}
		descent, err := p.descend(t.Context(), f.steps, f.rate)
		if err != nil {
			t.Fatal(err)
		}
		bfgs, err := p.minimise(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for i, truth := range p.truth {
			if math.Abs(descent.params[i]-bfgs.params[i]) > 1e-3 || math.Abs(bfgs.params[i]-truth) > 0.03 {
				t.Errorf("%v: %v by descent, %v by BFGS, true %v", p.loss, descent.params, bfgs.params, p.truth)
				break
			}
		}
	}
}

func TestErrors(t *testing.T) {
	for want, change := range map[string]func(f *flags){
		"-n 0":          func(f *flags) { f.n = 0 },
		"-noise NaN":    func(f *flags) { f.noise = math.NaN() },
		"-model":        func(f *flags) { f.model = "a*(" },
		"-loss":         func(f *flags) { f.loss = "" },
		"-truth":        func(f *flags) { f.truth = "a=1,a=2" },
		"-start":        func(f *flags) { f.start = "t=1" },
		"the same":      func(f *flags) { f.start = "a=1" },
		"-model in t":   func(f *flags) { f.model = "a*b*c*t" },
		"symbol q":      func(f *flags) { f.loss = "(m - y)^2 + q" },
		"smaller -rate": func(f *flags) { f.rate = 1e6 },
	} {
		f := tiny
		f.out = t.TempDir()
		change(&f)
		if err := run(t.Context(), f); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one about %q", err, want)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := run(ctx, tiny); !errors.Is(err, context.Canceled) {
		t.Errorf("ended context: %v", err)
	}
	p, err := tiny.problem()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.minimise(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("ended context: %v", err)
	}
}

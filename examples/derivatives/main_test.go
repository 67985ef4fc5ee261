package main

import (
	"context"
	"os"
	"testing"

	"tandem/parallel"
)

func TestMain(m *testing.M) {
	parallel.Main()
	os.Exit(m.Run())
}

func TestRun(t *testing.T) {
	for _, f := range []*flags{{Np: 2, Order: 101, Var: "x"}, {Np: 1, Order: 7, Var: "t", F: []string{"exp(t^2)", "t^3*sin(t)"}}} {
		if err := f.Validate(); err != nil {
			t.Fatal(err)
		}
		if err := run(context.Background(), f); err != nil {
			t.Error(err)
		}
	}
	for _, f := range []*flags{{Np: 0, Order: 1, Var: "x"}, {Np: 1, Order: -1, Var: "x"}, {Np: 1, Order: 1, Var: ""}, {Np: 1, Order: 1, Var: "1e3"}, {Np: 1, Order: 1, Var: "x", F: []string{"sin("}}} {
		if f.Validate() == nil {
			t.Errorf("%+v passes", f)
		}
	}
}

package parallel

import (
	"context"
	"errors"
	"math"
	"os"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// sleeper is a kernel whose time obeys the model exactly: 2 ms·(n/100)³·(s + (1−s)/T).
func sleeper(serial float64) Load {
	return Load{Kernel: "test.sleeper", Tasks: 4, Size: 200, Probe: func(ctx context.Context, n int) error {
		x := float64(n) / 100
		t := float64(TeamOf(ctx).Threads())
		time.Sleep(time.Duration(2e6 * x * x * x * (serial + (1-serial)/t)))
		return nil
	}}
}

func TestCalibrateFindsTheModel(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	m := Machine{Name: "Abacus", Cores: 4}
	synctest.Test(t, func(t *testing.T) { calibrateSleeper(t, m) }) // a clock of its own: sleeps do not end late
	// The fit is kept for this machine, and for no other.
	if c := loadCalibration(m); len(c.Fits) != 1 || c.Fits[0].Kernel != "test.sleeper" || len(c.Fits[0].Points) != 3 {
		t.Errorf("the cache holds %+v", c)
	}
	if c := loadCalibration(Machine{Name: "Abacus", Cores: 8}); len(c.Fits) != 0 {
		t.Errorf("another machine finds %+v", c)
	}
	m.Fits = loadCalibration(m).Fits
	if p := Choose(m, sleeper(0.25)); strings.Contains(p.Explain(), "default rates") || math.Abs(p.Seconds-16e-3) > 2e-3 {
		t.Errorf("four tasks of 16 ms on four cores:\n%s", p.Explain())
	}
}

func calibrateSleeper(t *testing.T, m Machine) {
	t.Helper()
	var said []string
	start := time.Now()
	fit, err := Calibrate(t.Context(), sleeper(0.25), CalibrateOptions{Machine: m, Budget: time.Second,
		Progress: func(line string) { said = append(said, line) }})
	if err != nil {
		t.Fatal(err)
	}
	if d := time.Since(start); d > 3*time.Second {
		t.Errorf("a budget of 1 s took %v", d)
	}
	if len(fit.Points) != 3 || len(said) != 12 {
		t.Fatalf("%d points, told %q", len(fit.Points), said)
	}
	for i, n := range []int{50, 100, 200} {
		p := fit.Points[i]
		x := float64(n) / 100
		want := 2e-3 * x * x * x
		if p.Size != n || math.Abs(p.Seconds-want) > 1e-6 {
			t.Errorf("size %d: %v s, want %v", p.Size, p.Seconds, want)
		}
		if math.Abs(p.Serial-0.25) > 1e-3 || p.Sync > 1e-3 {
			t.Errorf("size %d: serial %v, sync %v; want 0.25 and 0", n, p.Serial, p.Sync)
		}
	}
}

func TestCalibrateLeavesOutWhatTakesTooLong(t *testing.T) {
	var fit Fit
	var err error
	synctest.Test(t, func(t *testing.T) {
		fit, err = Calibrate(t.Context(), sleeper(0), CalibrateOptions{Machine: Machine{Cores: 2}, Sizes: []int{100, 10000},
			Budget: 100 * time.Millisecond, Forget: true})
	})
	if err != nil || len(fit.Points) != 2 || fit.Points[1].Size != 200 {
		t.Fatalf("%+v, %v; want the small size and twice that, for the large one takes 2000 s", fit, err)
	}
	// The run at twice the size tells the power of the size, three; a guess of two would say 20 s.
	if s := fit.at(10000).Seconds; math.Abs(s-2000) > 1 {
		t.Errorf("size 10000 is extrapolated to %v s, want about 2000", s)
	}
}

// grinder works three times as long in a worker process: tests can see where it ran.
var grinder = NewProbe("test.grinder", func(_ context.Context, n int) error {
	if !inParent {
		n *= 3
	}
	x := uint64(1)
	for range 1000 * n {
		x = x*6364136223846793005 + 1442695040888963407
	}
	if x == 0 {
		return errors.New("a full period")
	}
	return nil
})

func TestCalibrateMeasuresProcesses(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("processes need Linux")
	}
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	m := Machine{Name: "Abacus", Cores: 2, Processes: true}
	l := Load{Kernel: "test.grinder", Tasks: 4, Size: 1000, Probe: grinder}
	var fit Fit
	var err error
	for try := 1; ; try++ { // other programs may come between
		if fit, err = Calibrate(t.Context(), l, CalibrateOptions{Machine: m, Sizes: []int{1000}}); err != nil {
			t.Fatal(err)
		}
		// The model allows a slow-down by the number of cores at most.
		p := fit.Points[0]
		if p.Outer <= 0.5 && p.Apart == 1 {
			break
		}
		if try == 10 {
			t.Fatalf("%+v: want no loss in goroutines, and three times the time in processes, cut to two", p)
		}
	}
	r := loadCalibration(m).Rates
	if !(r.Start > 1e-4 && r.Start < 10) || !(r.Dispatch > 1e-8 && r.Dispatch < 0.1) || !(r.Spawn > 1e-9 && r.Spawn < 0.1) || !(r.Transfer > 1e6) {
		t.Errorf("rates %+v", r)
	}
	m.Rates, m.Fits = r, loadCalibration(m).Fits
	if p := Choose(m, Load{Kernel: "test.grinder", Tasks: 100, Size: 1e6}); p.Mode != Goroutines {
		t.Errorf("chose %v for a kernel that is slower in processes", p)
	}
	// What is known is not measured again, and a kernel without a named probe has no processes.
	nameless := Load{Kernel: "test.nameless", Tasks: 4, Size: 100, Probe: grinder}
	if fit, err = Calibrate(t.Context(), nameless, CalibrateOptions{Machine: m}); err != nil || fit.Points[0].Apart != fit.Points[0].Outer {
		t.Errorf("%+v, %v: want Apart as Outer", fit, err)
	}
	if again := loadCalibration(m).Rates; again != r {
		t.Errorf("the rates changed from %+v to %+v", r, again)
	}
}

func TestNewProbeRefuses(t *testing.T) {
	for name, call := range map[string]func(){
		"a second probe": func() { NewProbe("test.grinder", grinder) },
		"no name":        func() { NewProbe("", grinder) },
		"no function":    func() { NewProbe("test.none", nil) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			call()
		}()
	}
}

func TestCalibrateSaysWhatIsWrong(t *testing.T) {
	broken := sleeper(0)
	broken.Probe = func(context.Context, int) error { return errors.New("out of paper") }
	nameless := sleeper(0)
	nameless.Kernel = ""
	for name, row := range map[string]struct {
		l    Load
		o    CalibrateOptions
		want string
	}{
		"no probe":       {Load{Kernel: "k", Tasks: 1}, CalibrateOptions{}, "no Probe"},
		"no name":        {nameless, CalibrateOptions{}, "names no Kernel"},
		"sizes descend":  {sleeper(0), CalibrateOptions{Sizes: []int{3, 2}}, "ascend"},
		"size zero":      {sleeper(0), CalibrateOptions{Sizes: []int{0}}, "positive"},
		"a failed probe": {broken, CalibrateOptions{Machine: Machine{Cores: 2}}, "out of paper"},
	} {
		if _, err := Calibrate(t.Context(), row.l, row.o); err == nil || !strings.Contains(err.Error(), row.want) {
			t.Errorf("%s: %v, want an error with %q", name, err, row.want)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Calibrate(ctx, sleeper(0), CalibrateOptions{Machine: Machine{Cores: 2}, Forget: true}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestFitThreads(t *testing.T) {
	for _, row := range []struct {
		name     string
		s, kappa float64
		ts       []float64
	}{
		{"perfect", 0, 0, []float64{2, 8}},
		{"Amdahl", 0.3, 0, []float64{2, 8}},
		{"both", 0.2, 0.01, []float64{2, 8}},
		{"two threads only: all to the serial share", 0.5, 0, []float64{2}},
		{"threads hurt", 1, 0.05, []float64{2, 8}},
	} {
		var rs []float64
		for _, T := range row.ts {
			rs = append(rs, row.s*(1-1/T)+row.kappa*(T-1))
		}
		if s, k := fitThreads(row.ts, rs); math.Abs(s-row.s) > 1e-9 || math.Abs(k-row.kappa) > 1e-9 {
			t.Errorf("%s: s = %v, κ = %v; want %v, %v", row.name, s, k, row.s, row.kappa)
		}
	}
	// Super-linear speed-up (caches) is no negative serial share.
	if s, k := fitThreads([]float64{2, 8}, []float64{-0.1, -0.05}); s != 0 || k != 0 {
		t.Errorf("super-linear: s = %v, κ = %v", s, k)
	}
}

func TestFitInterpolatesPowers(t *testing.T) {
	f := Fit{Kernel: "k", Points: []FitPoint{{Size: 100, Seconds: 1, Serial: 0.4}, {Size: 200, Seconds: 8, Serial: 0.2}}}
	for n, want := range map[int]float64{100: 1, 200: 8, 50: 0.125, 400: 64, 150: 3.375} {
		if got := f.at(n).Seconds; math.Abs(got-want) > 1e-9*want {
			t.Errorf("size %d: %v s, want %v", n, got, want)
		}
	}
	if s := f.at(1000).Serial; s != 0.2 {
		t.Errorf("the serial share is extrapolated to %v", s)
	}
	if f.at(0).Seconds <= 0 {
		t.Error("size 0 takes no time")
	}
}

func TestABrokenCacheIsNoCache(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	m := Machine{Name: "Abacus", Cores: 2}
	good := Fit{Kernel: "good", Points: []FitPoint{{Size: 1, Seconds: 1}}}
	for _, bad := range []Fit{
		{Kernel: "bad"},
		{Kernel: "bad", Points: []FitPoint{{Size: 1, Seconds: -1}}},
		{Kernel: "bad", Points: []FitPoint{{Size: 2, Seconds: 1}, {Size: 1, Seconds: 1}}},
		{Kernel: "bad", Points: []FitPoint{{Size: 1, Seconds: 1, Serial: 7}}},
	} {
		for _, f := range []Fit{good, bad} {
			if err := storeFit(m, f); err != nil {
				t.Fatal(err)
			}
		}
		if c := loadCalibration(m); len(c.Fits) != 1 || c.Fits[0].Kernel != "good" {
			t.Errorf("loaded %+v", c.Fits)
		}
	}
	if err := os.WriteFile(CalibrationFile(m), []byte("{half a fi"), 0o644); err != nil {
		t.Fatal(err)
	}
	if c := loadCalibration(m); len(c.Fits) != 0 {
		t.Errorf("loaded %+v from half a file", c)
	}
}

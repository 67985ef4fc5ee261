package parallel

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"

	"tandem/parallel/simd"
)

// Calibrate keeps its fits in one file for each machine and version, in the user's cache folder (os.UserCacheDir): a
// binary that moves to another machine, or is built by another Go or with other kernels, does not take over stale times.

// calibrationVersion changes when the model or a kernel changes so much that old fits mislead.
const calibrationVersion = 4

// A calibration is the content of the cache file.
type calibration struct {
	Key   string `json:"key"`
	Rates Rates  `json:"rates"`
	Fits  []Fit  `json:"fits"`
}

// calibrationKey names what the fits depend on.
func calibrationKey(m Machine) string {
	return fmt.Sprintf("tandem %d, %s, %s/%s, %s, %d cores, %v", calibrationVersion, runtime.Version(), m.OS, m.Arch, m.Name, m.Cores, simd.Active())
}

// CalibrationFile is where Calibrate keeps what it measured of m; "" if the user has no cache folder.
func CalibrationFile(m Machine) string {
	dir, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	name := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '.' {
			return r
		}
		return '-'
	}, calibrationKey(m))
	return filepath.Join(dir, "tandem", name+".json")
}

// loadCalibration reads what is known of m, nothing if there is no file or it is not of m.
func loadCalibration(m Machine) calibration {
	var c calibration
	data, err := os.ReadFile(CalibrationFile(m))
	if err != nil || json.Unmarshal(data, &c) != nil || c.Key != calibrationKey(m) {
		return calibration{Key: calibrationKey(m)}
	}
	for i := 0; i < len(c.Fits); i++ { // a file from elsewhere must not break Choose
		if !c.Fits[i].sound() {
			c.Fits = append(c.Fits[:i], c.Fits[i+1:]...)
			i--
		}
	}
	return c
}

var calibrating sync.Mutex

// storeFit puts fit into the cache, replacing an older one of the same kernel.
func storeFit(m Machine, fit Fit) error {
	return updateCalibration(m, func(c *calibration) {
		for i := range c.Fits {
			if c.Fits[i].Kernel == fit.Kernel {
				c.Fits[i] = fit
				return
			}
		}
		c.Fits = append(c.Fits, fit)
	})
}

func updateCalibration(m Machine, change func(*calibration)) error {
	calibrating.Lock()
	defer calibrating.Unlock()
	file := CalibrationFile(m)
	if file == "" {
		return fmt.Errorf("parallel: no cache folder for the calibration: set HOME or XDG_CACHE_HOME")
	}
	c := loadCalibration(m)
	change(&c)
	data, err := json.MarshalIndent(c, "", "  ")
	if err != nil {
		return fmt.Errorf("parallel: calibration: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return fmt.Errorf("parallel: calibration: %w", err)
	}
	// Written aside and renamed: another program never reads half a file.
	tmp, err := os.CreateTemp(filepath.Dir(file), "new-*")
	if err != nil {
		return fmt.Errorf("parallel: calibration: %w", err)
	}
	_, err = tmp.Write(data)
	if e := tmp.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Rename(tmp.Name(), file)
	}
	if err != nil {
		os.Remove(tmp.Name())
		return fmt.Errorf("parallel: calibration: %w", err)
	}
	lastSnapshot.Store(nil)
	return nil
}

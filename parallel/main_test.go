package parallel

import (
	"os"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"tandem/parallel/internal/link"
)

// inParent is false in worker processes.
var inParent bool

func TestMain(m *testing.M) {
	if r := os.Getenv("TANDEM_TEST_ROLE"); r == "noMain" {
		playRole([]string{r})
		return
	}
	if late, err := time.ParseDuration(os.Getenv("TANDEM_TEST_LATE")); err == nil { // a worker that takes long to load
		time.Sleep(late)
	}
	Main()
	inParent = true
	if r := os.Getenv("TANDEM_TEST_ROLE"); r != "" {
		playRole(strings.Fields(r))
		return
	}
	code := m.Run()
	if link.Leave != nil {
		if err := link.Leave(); err != nil {
			println(err.Error())
			code = 1
		}
	}
	if code == 0 {
		var err error
		for end := time.Now().Add(patience / 4); time.Now().Before(end); { // Find waits for half a second
			if err = goleak.Find(goleak.IgnoreTopFunction("os/signal.signal_recv"), goleak.IgnoreTopFunction("os/signal.loop")); err == nil {
				break
			}
		}
		if err != nil {
			println(err.Error())
			code = 1
		}
	}
	os.Exit(code)
}

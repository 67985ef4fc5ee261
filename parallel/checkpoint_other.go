//go:build !unix

package parallel

import "os"

// lockFile does nothing: two runs on one file are the user's to avoid on this system.
func lockFile(*os.File) error { return nil }

func unlockFile(*os.File) error { return nil }

package hugepage

import "golang.org/x/sys/unix"

// advise asks for huge pages under whole ones. A kernel without them refuses; nothing depends on the answer.
func advise(pages []byte) { _ = unix.Madvise(pages, unix.MADV_HUGEPAGE) }

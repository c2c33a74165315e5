package main

import (
	"os"
	"testing"
)

// peak is the most memory that a process had; here it is not told.
func peak(*os.ProcessState) int64 { return 0 }

func fifo(t *testing.T, _, _ string) {
	t.Helper()
	t.Skip("there are no named pipes in folders")
}

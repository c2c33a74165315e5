package template

// StdinName is the file name of a template that is read from standard input.
const StdinName = "<stdin>"

// Options are what the user may say about the input.
type Options struct {
	// Parameters are values of template parameters by name, for every stack
	// that has one of that name and gets no value from a parent.
	Parameters map[string]string
	// MaxFileSize is the size in bytes from which a file is not read;
	// 0 means 64 MiB.
	MaxFileSize int64
	// Stdin is the text of a template that was read from standard input, nil
	// when there is none.
	Stdin []byte
}

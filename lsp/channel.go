package lsp

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/creachadair/jrpc2/channel"
)

// Bounds on what a client may send.
const (
	maxMessage = 64 << 20 // bytes of one message
	maxHeader  = 8 << 10  // bytes of the lines before it
)

// frames is the channel of JSON-RPC messages over a pair of streams, each behind a header
// with its Content-Length. It reads and writes in goroutines of its own, so that neither a
// client that does not read nor one that does not write keeps the server from working.
type frames struct {
	in     chan received
	closed chan struct{}
	once   sync.Once

	mu      sync.Mutex
	awaited map[string]bool // ids of requests that the client has not answered
	queue   [][]byte
	wake    chan struct{}
	written chan struct{} // closed when the writer ended
	err     error         // of writing
}

type received struct {
	message []byte
	err     error
}

func newFrames(r io.Reader, w io.Writer) *frames {
	f := &frames{awaited: map[string]bool{}, in: make(chan received), closed: make(chan struct{}), wake: make(chan struct{}, 1), written: make(chan struct{})}
	go f.read(bufio.NewReader(r))
	go f.write(w)
	return f
}

// Recv gives the next message of JSON-RPC. What is none, or is too large, is answered with an
// error.
func (f *frames) Recv() ([]byte, error) {
	select {
	case <-f.closed:
		return nil, io.EOF
	default:
	}
	select {
	case <-f.closed:
		return nil, io.EOF
	case r := <-f.in:
		return r.message, r.err
	}
}

func (f *frames) read(r *bufio.Reader) {
	for {
		message, err := readFrame(r)
		var bad *badMessage
		var answerTo string
		if !errors.As(err, &bad) && err == nil {
			message, answerTo, bad = checkMessage(message)
		}
		if bad != nil {
			_ = f.Send(bad.answer()) // queues only
			continue
		}
		if answerTo != "" && !f.awaits(answerTo) {
			continue // to reply to an answer would answer another request of that id
		}
		select {
		case <-f.closed:
			return
		case f.in <- received{message, err}:
		}
		if err != nil {
			return
		}
	}
}

// readFrame reads a header and the message behind it. The error is a badMessage where the
// stream can be read on; io.EOF is the end between two messages.
func readFrame(r *bufio.Reader) ([]byte, error) {
	size, header := int64(-1), 0
	for {
		line, err := r.ReadSlice('\n')
		header += len(line)
		switch {
		case errors.Is(err, io.EOF) && header == 0:
			return nil, io.EOF
		case errors.Is(err, io.EOF):
			return nil, fmt.Errorf("read message: %w", io.ErrUnexpectedEOF)
		case errors.Is(err, bufio.ErrBufferFull), header > maxHeader:
			return nil, fmt.Errorf("read message: the header is longer than %d bytes", maxHeader)
		case err != nil:
			return nil, fmt.Errorf("read message: %w", err)
		}
		text := strings.TrimRight(string(line), "\r\n")
		if text == "" {
			break
		}
		name, value, ok := strings.Cut(text, ":")
		if !ok {
			return nil, errors.New("read message: a line of the header has no colon")
		}
		if strings.EqualFold(strings.TrimSpace(name), "Content-Length") {
			n, err := strconv.ParseInt(strings.TrimSpace(value), 10, 63)
			if err != nil || n < 0 {
				return nil, errors.New("read message: Content-Length is no number of bytes")
			}
			size = n
		}
	}
	switch {
	case size < 0:
		return nil, errors.New("read message: the header has no Content-Length")
	case size > maxMessage:
		if _, err := io.CopyN(io.Discard, r, size); err != nil {
			return nil, fmt.Errorf("read message: %w", io.ErrUnexpectedEOF)
		}
		return nil, &badMessage{code: codeInvalidRequest, text: fmt.Sprintf("the message is larger than %d MiB", maxMessage>>20)}
	}
	message := bytes.NewBuffer(make([]byte, 0, min(size, 64<<10))) // what is announced need not come
	if _, err := io.CopyN(message, r, size); err != nil {
		return nil, fmt.Errorf("read message: %w", io.ErrUnexpectedEOF)
	}
	return message.Bytes(), nil
}

// requestID finds the id of a request that the server makes.
var requestID = regexp.MustCompile(`^\{"jsonrpc":"2\.0","id":(\d+),"method":`)

// awaits tells whether an answer is to a request that the server made, and has no answer
// yet.
func (f *frames) awaits(id string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	was := f.awaited[id]
	delete(f.awaited, id)
	return was
}

// Send queues a message.
func (f *frames) Send(message []byte) error {
	frame := fmt.Appendf(make([]byte, 0, len(message)+32), "Content-Length: %d\r\n\r\n", len(message))
	frame = append(frame, message...)
	f.mu.Lock()
	defer f.mu.Unlock()
	select {
	case <-f.closed:
		return channel.ErrClosed
	default:
	}
	if f.err != nil {
		return f.err
	}
	if id := requestID.FindSubmatch(message); id != nil {
		f.awaited[string(id[1])] = true
	}
	f.queue = append(f.queue, frame)
	select {
	case f.wake <- struct{}{}:
	default:
	}
	return nil
}

func (f *frames) write(w io.Writer) {
	defer close(f.written)
	for {
		f.mu.Lock()
		queue := f.queue
		f.queue = nil
		f.mu.Unlock()
		for _, frame := range queue {
			if _, err := w.Write(frame); err != nil {
				f.mu.Lock()
				f.err = fmt.Errorf("write message: %w", err)
				f.mu.Unlock()
				return
			}
		}
		if len(queue) > 0 {
			continue
		}
		select {
		case <-f.wake:
		case <-f.closed:
			f.mu.Lock()
			done := len(f.queue) == 0
			f.mu.Unlock()
			if done {
				return
			}
		}
	}
}

// Close ends the channel; what is queued is still written.
func (f *frames) Close() error {
	f.once.Do(func() { close(f.closed) })
	return nil
}

// flush waits until what was queued is written, but not for ever.
func (f *frames) flush() {
	select {
	case <-f.written:
	case <-time.After(2 * time.Second):
	}
}

// Package lsptest is a client of the language server for tests.
package lsptest

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/textproto"
	"strconv"
	"sync"
)

// Client is one side of a session. It answers what the server asks for.
type Client struct {
	w io.Writer

	mu            sync.Mutex
	id            int
	waiting       map[string]chan Message
	notifications []Message
	requests      []Message
	stray         []Message // answers to nothing
	strayed       chan struct{}
	received      []byte
	done          chan struct{} // closed when the server's output ends
	err           error
}

// Message is a message of JSON-RPC.
type Message struct {
	ID     json.RawMessage `json:"id,omitempty"`
	Method string          `json:"method,omitempty"`
	Params json.RawMessage `json:"params,omitempty"`
	Result json.RawMessage `json:"result,omitempty"`
	Error  *Error          `json:"error,omitempty"`
}

// Error is the error of an answer.
type Error struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
}

func (e *Error) Error() string { return fmt.Sprintf("%s (%d)", e.Message, e.Code) }

// ErrEnd is the error of what is sent or awaited after the server has ended.
var ErrEnd = errors.New("the server has ended")

// New begins a session with a server that reads from w and writes to r.
func New(w io.Writer, r io.Reader) *Client {
	c := &Client{w: w, waiting: map[string]chan Message{}, done: make(chan struct{}), strayed: make(chan struct{}, 1000)}
	go c.read(bufio.NewReader(r))
	return c
}

func (c *Client) read(r *bufio.Reader) {
	defer close(c.done)
	for {
		text, err := readMessage(r)
		var message Message
		if err == nil {
			err = json.Unmarshal(text, &message)
		}
		if err != nil {
			c.mu.Lock()
			if !errors.Is(err, io.EOF) {
				c.err = err
			}
			c.mu.Unlock()
			return
		}
		c.mu.Lock()
		c.received = append(c.received, text...)
		c.mu.Unlock()
		c.take(message)
	}
}

func readMessage(r *bufio.Reader) ([]byte, error) {
	header, err := textproto.NewReader(r).ReadMIMEHeader()
	if err != nil {
		return nil, err
	}
	n, err := strconv.Atoi(header.Get("Content-Length"))
	if err != nil {
		return nil, fmt.Errorf("read header: %w", err)
	}
	text := make([]byte, n)
	_, err = io.ReadFull(r, text)
	return text, err
}

func (c *Client) take(m Message) {
	c.mu.Lock()
	switch {
	case m.Method == "":
		ch := c.waiting[string(m.ID)]
		if ch == nil {
			c.stray = append(c.stray, m)
			c.mu.Unlock()
			c.strayed <- struct{}{}
			return
		}
		delete(c.waiting, string(m.ID))
		ch <- m
	case m.ID == nil:
		c.notifications = append(c.notifications, m)
	default:
		c.requests = append(c.requests, m)
		c.mu.Unlock()
		answer := `null`
		if m.Method == "workspace/applyEdit" {
			answer = `{"applied":true}`
		}
		_ = c.Raw(fmt.Appendf(nil, `{"jsonrpc":"2.0","id":%s,"result":%s}`, m.ID, answer)) // the server may have ended
		return
	}
	c.mu.Unlock()
}

// Call makes a request and waits for the answer. The error is an [Error] where that is one.
func (c *Client) Call(ctx context.Context, method string, params any) (json.RawMessage, error) {
	_, answer, err := c.Begin(method, params)
	if err != nil {
		return nil, err
	}
	return answer(ctx)
}

// Begin makes a request; answer waits for what it is answered with.
func (c *Client) Begin(method string, params any) (id int, answer func(context.Context) (json.RawMessage, error), err error) {
	c.mu.Lock()
	c.id++
	id = c.id
	ch := make(chan Message, 1)
	c.waiting[strconv.Itoa(id)] = ch
	c.mu.Unlock()
	if err := c.send(map[string]any{"jsonrpc": "2.0", "id": id, "method": method, "params": params}); err != nil {
		return id, nil, err
	}
	return id, func(ctx context.Context) (json.RawMessage, error) {
		select {
		case m := <-ch:
			if m.Error != nil {
				return nil, m.Error
			}
			return m.Result, nil
		case <-c.done:
			return nil, ErrEnd
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}, nil
}

// Notify sends a notification.
func (c *Client) Notify(method string, params any) error {
	return c.send(map[string]any{"jsonrpc": "2.0", "method": method, "params": params})
}

func (c *Client) send(message any) error {
	text, err := json.Marshal(message)
	if err != nil {
		return err
	}
	return c.Raw(text)
}

// Raw sends a message as it is.
func (c *Client) Raw(message []byte) error {
	return c.Bytes(append(fmt.Appendf(nil, "Content-Length: %d\r\n\r\n", len(message)), message...))
}

// Bytes sends bytes that need be no message.
func (c *Client) Bytes(text []byte) error {
	_, err := c.w.Write(text)
	return err
}

// Stray waits for an answer to nothing that was asked.
func (c *Client) Stray(ctx context.Context) (Message, error) {
	select {
	case <-c.strayed:
	case <-c.done:
		return Message{}, ErrEnd
	case <-ctx.Done():
		return Message{}, ctx.Err()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	m := c.stray[0]
	c.stray = c.stray[1:]
	return m, nil
}

// Notifications are those of a method that have come, in order.
func (c *Client) Notifications(method string) []Message {
	c.mu.Lock()
	defer c.mu.Unlock()
	var list []Message
	for _, m := range c.notifications {
		if m.Method == method {
			list = append(list, m)
		}
	}
	return list
}

// Requests are those of a method that the server has made, in order.
func (c *Client) Requests(method string) []Message {
	c.mu.Lock()
	defer c.mu.Unlock()
	var list []Message
	for _, m := range c.requests {
		if m.Method == method {
			list = append(list, m)
		}
	}
	return list
}

// Received is all that the server has sent.
func (c *Client) Received() []byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.received
}

// Wait waits for the end of the server's output; the error is what was wrong with it.
func (c *Client) Wait(ctx context.Context) error {
	select {
	case <-c.done:
		c.mu.Lock()
		defer c.mu.Unlock()
		return c.err
	case <-ctx.Done():
		return ctx.Err()
	}
}

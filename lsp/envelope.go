package lsp

import (
	"encoding/json"
	"fmt"
)

// badMessage is a message that cannot be taken; those that follow can.
type badMessage struct {
	id   json.RawMessage // nil where it is not known
	code int
	text string
}

func (e *badMessage) Error() string { return e.text }

func (e *badMessage) answer() []byte {
	id := e.id
	if id == nil {
		id = json.RawMessage("null")
	}
	return fmt.Appendf(nil, `{"jsonrpc":"2.0","id":%s,"error":{"code":%d,"message":%q}}`, id, e.code, e.text)
}

// envelopeKeys are what a message of JSON-RPC may have.
var envelopeKeys = []string{"jsonrpc", "id", "method", "params", "result", "error"}

// checkMessage gives a message of JSON-RPC without what belongs into none, and the id of the
// request where it is an answer. What is no message of the protocol, which has no batches, is
// refused here: package jrpc2 would take some of that for notifications and answer them when
// the session is over.
func checkMessage(message []byte) (checked []byte, answerTo string, refused *badMessage) {
	if !json.Valid(message) {
		return nil, "", &badMessage{code: codeParseError, text: "the message is not valid JSON"}
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(message, &fields); err != nil || fields == nil {
		return nil, "", &badMessage{code: codeInvalidRequest, text: "the message is no object"}
	}
	bad := func(text string) ([]byte, string, *badMessage) {
		e := &badMessage{code: codeInvalidRequest, text: text}
		if id := fields["id"]; isID(id) {
			e.id = id
		}
		return nil, "", e
	}
	id, method, params := fields["id"], fields["method"], fields["params"]
	result, failed := fields["result"], fields["error"]
	if isNull(failed) {
		failed = nil // some clients write all fields
		delete(fields, "error")
	}
	switch {
	case string(fields["jsonrpc"]) != `"2.0"`:
		return bad("the message is not of JSON-RPC 2.0")
	case id != nil && !isNull(id) && !isID(id):
		return bad("the id is neither a number nor a string")
	case method != nil && (len(method) < 3 || method[0] != '"'):
		return bad("the method has no name")
	case method != nil && (result != nil || failed != nil):
		return bad("the message is both a request and an answer")
	case method == nil && (!isID(id) || result == nil && failed == nil):
		return bad("the message is neither a request nor an answer")
	case failed != nil && json.Unmarshal(failed, new(struct {
		Code    int    `json:"code"`
		Message string `json:"message"`
	})) != nil:
		return bad("the error of the answer is none")
	case params != nil && !isNull(params) && params[0] != '{' && params[0] != '[':
		return bad("the parameters are neither an object nor a list")
	}
	known := make(map[string]json.RawMessage, len(envelopeKeys))
	for _, key := range envelopeKeys {
		if value, ok := fields[key]; ok {
			known[key] = value
		}
	}
	if method == nil {
		answerTo = string(id)
	}
	if len(known) == len(fields) {
		return message, answerTo, nil
	}
	message, err := json.Marshal(known)
	if err != nil {
		return bad("the message cannot be read")
	}
	return message, answerTo, nil
}

func isNull(value json.RawMessage) bool { return string(value) == "null" }

// isID tells the id of a request or answer.
func isID(value json.RawMessage) bool {
	return len(value) > 0 && (value[0] == '"' || value[0] == '-' || value[0] >= '0' && value[0] <= '9')
}

package lsp

import "encoding/json"

// Error codes of JSON-RPC and of the protocol.
const (
	codeParseError           = -32700
	codeInvalidRequest       = -32600
	codeMethodNotFound       = -32601
	codeInvalidParams        = -32602
	codeInternalError        = -32603
	codeServerNotInitialized = -32002
	codeRequestCancelled     = -32800
)

// position is a place in a document, both counted from zero; what Character counts was
// agreed on by the two sides.
type position struct {
	Line      uint32 `json:"line"`
	Character uint32 `json:"character"`
}

type span struct {
	Start position `json:"start"`
	End   position `json:"end"`
}

type location struct {
	URI   string `json:"uri"`
	Range span   `json:"range"`
}

type documentID struct {
	URI string `json:"uri"`
}

type initializeParams struct {
	RootPath     *string           `json:"rootPath"`
	RootURI      *string           `json:"rootUri"`
	Folders      []workspaceFolder `json:"workspaceFolders"`
	Capabilities clientAbilities   `json:"capabilities"`
}

type workspaceFolder struct {
	URI  string `json:"uri"`
	Name string `json:"name"`
}

// clientAbilities are what the client says that it can do, as far as it matters.
type clientAbilities struct {
	General struct {
		PositionEncodings []string `json:"positionEncodings"`
	} `json:"general"`
	Window struct {
		WorkDoneProgress bool `json:"workDoneProgress"`
	} `json:"window"`
	Workspace struct {
		WorkspaceEdit struct {
			DocumentChanges    bool     `json:"documentChanges"`
			ResourceOperations []string `json:"resourceOperations"`
		} `json:"workspaceEdit"`
		ApplyEdit             bool `json:"applyEdit"`
		DidChangeWatchedFiles struct {
			DynamicRegistration bool `json:"dynamicRegistration"`
		} `json:"didChangeWatchedFiles"`
	} `json:"workspace"`
	TextDocument struct {
		PublishDiagnostics struct {
			RelatedInformation bool `json:"relatedInformation"`
			TagSupport         struct {
				ValueSet []int `json:"valueSet"`
			} `json:"tagSupport"`
			CodeDescriptionSupport bool `json:"codeDescriptionSupport"`
			DataSupport            bool `json:"dataSupport"`
		} `json:"publishDiagnostics"`
		Hover struct {
			ContentFormat []string `json:"contentFormat"`
		} `json:"hover"`
		CodeAction struct {
			LiteralSupport json.RawMessage `json:"codeActionLiteralSupport"`
		} `json:"codeAction"`
	} `json:"textDocument"`
}

type initializeResult struct {
	Capabilities serverAbilities `json:"capabilities"`
	ServerInfo   serverInfo      `json:"serverInfo"`
}

type serverInfo struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

type serverAbilities struct {
	PositionEncoding string           `json:"positionEncoding"`
	TextDocumentSync textSync         `json:"textDocumentSync"`
	HoverProvider    bool             `json:"hoverProvider"`
	CodeAction       codeActionKinds  `json:"codeActionProvider"`
	ExecuteCommand   commandNames     `json:"executeCommandProvider"`
	Workspace        workspaceSupport `json:"workspace"`
}

type textSync struct {
	OpenClose bool `json:"openClose"`
	Change    int  `json:"change"` // 2 is incremental
	Save      bool `json:"save"`
}

type codeActionKinds struct {
	Kinds []string `json:"codeActionKinds"`
}

type commandNames struct {
	Commands []string `json:"commands"`
}

type workspaceSupport struct {
	Folders struct {
		Supported           bool `json:"supported"`
		ChangeNotifications bool `json:"changeNotifications"`
	} `json:"workspaceFolders"`
}

type didOpenParams struct {
	Document struct {
		URI     string `json:"uri"`
		Version int32  `json:"version"`
		Text    string `json:"text"`
	} `json:"textDocument"`
}

type didChangeParams struct {
	Document struct {
		URI     string `json:"uri"`
		Version int32  `json:"version"`
	} `json:"textDocument"`
	Changes []textChange `json:"contentChanges"`
}

// textChange replaces a range, or the whole text where there is none.
type textChange struct {
	Range *span  `json:"range"`
	Text  string `json:"text"`
}

type documentParams struct {
	Document documentID `json:"textDocument"`
}

type watchedFilesParams struct {
	Changes []struct {
		URI string `json:"uri"`
	} `json:"changes"`
}

type foldersParams struct {
	Event struct {
		Added   []workspaceFolder `json:"added"`
		Removed []workspaceFolder `json:"removed"`
	} `json:"event"`
}

type cancelParams struct {
	ID json.RawMessage `json:"id"`
}

type commandParams struct {
	Command   string            `json:"command"`
	Arguments []json.RawMessage `json:"arguments"`
}

type publishParams struct {
	URI         string       `json:"uri"`
	Version     *int32       `json:"version,omitempty"`
	Diagnostics []diagnostic `json:"diagnostics"`
}

type diagnostic struct {
	Range       span             `json:"range"`
	Severity    int              `json:"severity"`
	Code        string           `json:"code"`
	Description *codeDescription `json:"codeDescription,omitempty"`
	Source      string           `json:"source"`
	Message     string           `json:"message"`
	Tags        []int            `json:"tags,omitempty"`
	Related     []related        `json:"relatedInformation,omitempty"`
	Data        *diagnosticData  `json:"data,omitempty"`
}

type codeDescription struct {
	Href string `json:"href"`
}

type related struct {
	Location location `json:"location"`
	Message  string   `json:"message"`
}

// diagnosticData tells which finding a diagnostic shows.
type diagnosticData struct {
	Fingerprint string `json:"fingerprint"`
}

type positionParams struct {
	Document documentID `json:"textDocument"`
	Position position   `json:"position"`
}

type hover struct {
	Contents markup `json:"contents"`
	Range    *span  `json:"range,omitempty"`
}

type markup struct {
	Kind  string `json:"kind"`
	Value string `json:"value"`
}

type codeActionParams struct {
	Document documentID `json:"textDocument"`
	Range    span       `json:"range"`
	Context  struct {
		Only []string `json:"only"`
	} `json:"context"`
}

type codeAction struct {
	Title       string         `json:"title"`
	Kind        string         `json:"kind"`
	Diagnostics []diagnostic   `json:"diagnostics,omitempty"`
	IsPreferred bool           `json:"isPreferred,omitempty"`
	Edit        *workspaceEdit `json:"edit,omitempty"`
	Command     *command       `json:"command,omitempty"`
}

type command struct {
	Title     string `json:"title"`
	Command   string `json:"command"`
	Arguments []any  `json:"arguments,omitempty"`
}

type workspaceEdit struct {
	Changes         map[string][]textEdit `json:"changes,omitempty"`
	DocumentChanges []any                 `json:"documentChanges,omitempty"` // documentEdit, createFile
}

// createFile makes a file that is not there; Kind is "create".
type createFile struct {
	Kind string `json:"kind"`
	URI  string `json:"uri"`
}

type applyEditParams struct {
	Label string         `json:"label"`
	Edit  *workspaceEdit `json:"edit"`
}

type documentEdit struct {
	Document versionedID `json:"textDocument"`
	Edits    []textEdit  `json:"edits"`
}

// versionedID names a version of a document; nil is the one on disk.
type versionedID struct {
	URI     string `json:"uri"`
	Version *int32 `json:"version"`
}

type textEdit struct {
	Range   span   `json:"range"`
	NewText string `json:"newText"`
}

type messageParams struct {
	Type    int    `json:"type"`
	Message string `json:"message"`
}

// The types of messages.
const (
	messageError = 1
	messageInfo  = 3
)

type registrationParams struct {
	Registrations []registration `json:"registrations"`
}

type registration struct {
	ID      string              `json:"id"`
	Method  string              `json:"method"`
	Options registrationOptions `json:"registerOptions"`
}

type registrationOptions struct {
	Watchers []fileWatcher `json:"watchers"`
}

type fileWatcher struct {
	Glob string `json:"globPattern"`
}

type progressParams struct {
	Token string `json:"token"`
	Value any    `json:"value,omitempty"`
}

type progressCreateParams struct {
	Token string `json:"token"`
}

type progressValue struct {
	Kind    string `json:"kind"` // "begin" or "end"
	Title   string `json:"title,omitempty"`
	Message string `json:"message,omitempty"`
}

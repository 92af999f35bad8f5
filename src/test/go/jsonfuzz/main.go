// Command jsonfuzz says what Go takes from a request body, the way an Ollama server decodes it: with json.Decoder into
// structs, first value only, and forms with net/http. It is the oracle of JsonFuzz.java.
//
// Input frames on stdin: 4 bytes length (big endian, of what follows), 1 byte length of the shape's name, the name, the body.
// Output: one JSON object per frame and line.
package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"math"
	"net/http"
	"os"
	"strings"
	"time"
)

// view is what the server would act on. Err is set when it would answer 400 instead.
type view struct {
	Err         string `json:"err,omitempty"`
	Model       string `json:"model"`
	ExactModel  string `json:"exactModel"` // as the cloud check of /v1 finds it: a map with exact names
	From        string `json:"from"`
	Source      string `json:"source"`
	Destination string `json:"destination"`
	Stream      *bool  `json:"stream"`
	KeepAlive   *int64 `json:"keepAlive"`
	NumCtx      *int64 `json:"numCtx"`
	NumPredict  *int64 `json:"numPredict"`
	Raw         bool   `json:"raw"`
	Template    bool   `json:"template"`
	System      bool   `json:"system"`
	Debug       bool   `json:"debug"`
	Empty       bool   `json:"empty"`
	Insecure    bool   `json:"insecure"`
	RemoteHost  bool   `json:"remoteHost"`
	Web         bool   `json:"web"`
	RemoteImage bool   `json:"remoteImage"`
	Images      int    `json:"images"`
}

// duration reads a number of seconds or Go's notation; negative means for ever.
type duration struct{ nanos int64 }

func (d *duration) UnmarshalJSON(b []byte) error {
	var any any
	if err := json.Unmarshal(b, &any); err != nil {
		return err
	}
	switch value := any.(type) {
	case float64:
		d.nanos = int64(value * 1e9)
		if value < 0 {
			d.nanos = math.MaxInt64
		}
	case string:
		parsed, err := time.ParseDuration(value)
		if err != nil {
			return err
		}
		d.nanos = int64(parsed)
		if parsed < 0 {
			d.nanos = math.MaxInt64
		}
	default:
		return errors.New("neither number nor string")
	}
	return nil
}

// lowered is a message of the native face; its role is compared in lower case.
type lowered struct {
	Role    string   `json:"role"`
	Content string   `json:"content"`
	Images  [][]byte `json:"images"`
}

type native struct {
	Model     string         `json:"model"`
	Name      string         `json:"name"`
	Prompt    string         `json:"prompt"`
	System    string         `json:"system"`
	Template  string         `json:"template"`
	Stream    *bool          `json:"stream"`
	Raw       bool           `json:"raw"`
	KeepAlive *duration      `json:"keep_alive"`
	Images    [][]byte       `json:"images"`
	Options   map[string]any `json:"options"`
	Debug     bool           `json:"_debug_render_only"`
}

type chat struct {
	Model     string         `json:"model"`
	Messages  []lowered      `json:"messages"`
	Stream    *bool          `json:"stream"`
	KeepAlive *duration      `json:"keep_alive"`
	Options   map[string]any `json:"options"`
	Debug     bool           `json:"_debug_render_only"`
}

type embed struct {
	Model     string         `json:"model"`
	KeepAlive *duration      `json:"keep_alive"`
	Options   map[string]any `json:"options"`
}

type loose struct {
	Role    string `json:"role"`
	Content any    `json:"content"`
}

type openai struct {
	Model     string  `json:"model"`
	Messages  []loose `json:"messages"`
	Stream    bool    `json:"stream"`
	MaxTokens *int    `json:"max_tokens"`
	Debug     bool    `json:"_debug_render_only"`
}

type completion struct {
	Model     string `json:"model"`
	Stream    bool   `json:"stream"`
	MaxTokens *int   `json:"max_tokens"`
	Debug     bool   `json:"_debug_render_only"`
}

type tool struct {
	Type  string `json:"type"`
	Tools []tool `json:"tools"`
}

type responses struct {
	Model        string          `json:"model"`
	Input        json.RawMessage `json:"input"`
	Instructions string          `json:"instructions"`
	MaxTokens    *int            `json:"max_output_tokens"`
	Tools        []tool          `json:"tools"`
	Stream       *bool           `json:"stream"`
}

type block struct {
	Type     string          `json:"type"`
	ImageURL json.RawMessage `json:"image_url"`
	FileURL  string          `json:"file_url"`
	Content  json.RawMessage `json:"content"`
	Output   json.RawMessage `json:"output"`
	Source   *struct {
		Type string `json:"type"`
		URL  string `json:"url"`
	} `json:"source"`
}

type item struct {
	Role    string          `json:"role"`
	Content json.RawMessage `json:"content"`
	Output  json.RawMessage `json:"output"`
}

type anthropic struct {
	Model     string `json:"model"`
	MaxTokens int    `json:"max_tokens"`
	Messages  []item `json:"messages"`
	System    any    `json:"system"`
	Stream    bool   `json:"stream"`
	Tools     []tool `json:"tools"`
}

type manage struct {
	Model      string `json:"model"`
	Name       string `json:"name"`
	From       string `json:"from"`
	RemoteHost string `json:"remote_host"`
	Insecure   bool   `json:"insecure"`
	Stream     *bool  `json:"stream"`
}

type copying struct {
	Source      string `json:"source"`
	Destination string `json:"destination"`
}

func main() {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriterSize(os.Stdout, 1<<20)
	encoder := json.NewEncoder(out)
	for {
		var size uint32
		if err := binary.Read(in, binary.BigEndian, &size); err != nil {
			out.Flush()
			return
		}
		frame := make([]byte, size)
		if _, err := io.ReadFull(in, frame); err != nil {
			panic(err)
		}
		if size == 0 {
			out.Flush()
			continue
		}
		name := int(frame[0])
		if err := encoder.Encode(look(string(frame[1:1+name]), frame[1+name:])); err != nil {
			panic(err)
		}
	}
}

func look(shape string, body []byte) view {
	var v view
	var err error
	switch shape {
	case "GENERATE":
		err = v.generate(body)
	case "CHAT":
		err = v.chat(body)
	case "EMBED":
		err = v.embed(body)
	case "OPENAI_CHAT":
		err = v.openai(body)
	case "OPENAI_COMPLETION":
		err = v.completion(body)
	case "OPENAI_RESPONSES":
		err = v.responses(body)
	case "ANTHROPIC_MESSAGES":
		err = v.anthropic(body)
	case "MODEL_ONLY", "PULL", "PUSH", "CREATE":
		err = v.manage(shape, body)
	case "FORM":
		v.Model, err = form(body)
	case "COPY":
		var r copying
		if err = decode(body, &r); err == nil {
			v.Source, v.Destination = r.Source, r.Destination
		}
	default:
		err = errors.New("unknown shape")
	}
	if err != nil {
		return view{Err: err.Error()}
	}
	return v
}

// decode reads the first value only and leaves what follows.
func decode(body []byte, into any) error {
	return json.NewDecoder(bytes.NewReader(body)).Decode(into)
}

func (v *view) generate(body []byte) error {
	var r native
	if err := decode(body, &r); err != nil {
		return err
	}
	v.Model, v.Stream, v.Raw, v.Debug = r.Model, r.Stream, r.Raw, r.Debug
	v.Template, v.System = r.Template != "", r.System != ""
	v.Empty, v.Images = r.Prompt == "", len(r.Images)
	return v.common(r.KeepAlive, r.Options)
}

func (v *view) chat(body []byte) error {
	var r chat
	if err := decode(body, &r); err != nil {
		return err
	}
	v.Model, v.Stream, v.Debug, v.Empty = r.Model, r.Stream, r.Debug, len(r.Messages) == 0
	for _, m := range r.Messages {
		v.role(m.Role)
		v.Images += len(m.Images)
	}
	return v.common(r.KeepAlive, r.Options)
}

func (v *view) embed(body []byte) error {
	var r embed
	if err := decode(body, &r); err != nil {
		return err
	}
	v.Model = r.Model
	return v.common(r.KeepAlive, r.Options)
}

func (v *view) openai(body []byte) error {
	var r openai
	if err := decode(body, &r); err != nil {
		return err
	}
	v.Model, v.Stream, v.NumPredict, v.Debug = r.Model, &r.Stream, wide(r.MaxTokens), r.Debug
	for _, m := range r.Messages {
		v.role(m.Role)
		parts, _ := m.Content.([]any)
		for _, part := range parts {
			if fields, ok := part.(map[string]any); ok && fields["type"] == "image_url" {
				v.Images++
				v.address(fields["image_url"])
			}
		}
	}
	v.exact(body)
	return nil
}

func (v *view) completion(body []byte) error {
	var r completion
	if err := decode(body, &r); err != nil {
		return err
	}
	v.Model, v.Stream, v.NumPredict, v.Debug = r.Model, &r.Stream, wide(r.MaxTokens), r.Debug
	v.exact(body)
	return nil
}

func (v *view) responses(body []byte) error {
	var r responses
	if err := decode(body, &r); err != nil {
		return err
	}
	v.Model, v.Stream, v.NumPredict, v.System = r.Model, r.Stream, wide(r.MaxTokens), r.Instructions != ""
	var items []item
	if json.Unmarshal(r.Input, &items) == nil {
		for _, i := range items {
			v.role(i.Role)
			v.blocks(i.Content)
			v.blocks(i.Output)
		}
	}
	v.tools(r.Tools)
	v.exact(body)
	return nil
}

func (v *view) anthropic(body []byte) error {
	var r anthropic
	if err := decode(body, &r); err != nil {
		return err
	}
	v.Model, v.Stream = r.Model, &r.Stream
	if r.MaxTokens != 0 {
		v.NumPredict = wide(&r.MaxTokens)
	}
	v.System = r.System != nil && r.System != ""
	for _, m := range r.Messages {
		v.role(m.Role)
		v.blocks(m.Content)
	}
	v.tools(r.Tools)
	v.exact(body)
	return nil
}

func (v *view) manage(shape string, body []byte) error {
	var r manage
	if err := decode(body, &r); err != nil {
		return err
	}
	v.Model = r.Model
	if v.Model == "" {
		v.Model = r.Name
	}
	switch shape {
	case "PULL", "PUSH":
		v.Insecure, v.Stream = r.Insecure, r.Stream
	case "CREATE":
		v.From, v.RemoteHost, v.Stream = r.From, r.RemoteHost != "", r.Stream
	}
	return nil
}

func (v *view) common(keepAlive *duration, options map[string]any) error {
	if keepAlive != nil {
		v.KeepAlive = &keepAlive.nanos
	}
	for name, target := range map[string]**int64{"num_ctx": &v.NumCtx, "num_predict": &v.NumPredict} {
		switch value := options[name].(type) {
		case nil:
		case float64:
			cut := int64(value)
			*target = &cut
		default:
			return errors.New(name + " is not a number")
		}
	}
	return nil
}

func (v *view) role(role string) {
	lower := strings.ToLower(role)
	v.System = v.System || lower == "system" || lower == "developer"
}

func (v *view) tools(tools []tool) {
	for _, t := range tools {
		v.Web = v.Web || strings.HasPrefix(strings.TrimSpace(t.Type), "web_search")
		v.tools(t.Tools)
	}
}

func (v *view) blocks(raw json.RawMessage) {
	var blocks []block
	if json.Unmarshal(raw, &blocks) != nil {
		return
	}
	for _, b := range blocks {
		if b.Type == "image" || b.Type == "input_image" {
			v.Images++
		}
		var url any
		if json.Unmarshal(b.ImageURL, &url) == nil {
			v.address(url)
		}
		if b.Source != nil {
			v.address(b.Source.URL)
		}
		v.RemoteImage = v.RemoteImage || b.FileURL != ""
		v.blocks(b.Content)
		v.blocks(b.Output)
	}
}

func (v *view) address(address any) {
	if fields, ok := address.(map[string]any); ok {
		address = fields["url"]
	}
	if url, ok := address.(string); ok {
		lower := strings.ToLower(url)
		v.RemoteImage = v.RemoteImage || strings.HasPrefix(lower, "http://") || strings.HasPrefix(lower, "https://")
	}
}

// exact finds the model as a second reader of the same body does, which knows no folding of names.
func (v *view) exact(body []byte) {
	var fields map[string]json.RawMessage
	if json.Unmarshal(body, &fields) == nil {
		var model string
		if json.Unmarshal(fields["model"], &model) == nil {
			v.ExactModel = strings.TrimSpace(model)
		}
	}
}

// form finds the model of a multipart form whose boundary is xYz; its file has to be there too.
func form(body []byte) (string, error) {
	r, err := http.NewRequest("POST", "/v1/audio/transcriptions", bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	r.Header.Set("Content-Type", "multipart/form-data; boundary=xYz")
	if err := r.ParseMultipartForm(1 << 20); err != nil {
		return "", err
	}
	return r.FormValue("model"), nil
}

func wide(n *int) *int64 {
	if n == nil {
		return nil
	}
	w := int64(*n)
	return &w
}

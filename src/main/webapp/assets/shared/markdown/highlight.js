// Colours code, line by line, so that a line that is complete is never looked at again. No document: plain data. It knows what
// comments, texts, numbers and the words of a language look like, not its grammar. Loaded when the first listing is shown.

const LONGEST = 4000;
const words = (text) => new Set(text.split(' '));

const C_WORDS = 'if else for while do switch case default break continue return goto sizeof typedef struct union enum const static extern volatile register inline void char short int long float double signed unsigned bool true false NULL nullptr';
const JAVA_WORDS = 'abstract assert boolean break byte case catch char class const continue default do double else enum extends final finally float for if implements import instanceof int interface long native new null package private protected public record return sealed permits short static super switch synchronized this throw throws transient true false try var void volatile while yield';
const JS_WORDS = 'async await break case catch class const continue debugger default delete do else export extends false finally for from function get if import in instanceof let new null of return set static super switch this throw true try typeof undefined var void while with yield';
const TS_WORDS = `${JS_WORDS} abstract any as boolean declare enum implements interface is keyof namespace never number private protected public readonly string type unknown`;
const PY_WORDS = 'and as assert async await break case class continue def del elif else except False finally for from global if import in is lambda match None nonlocal not or pass raise return self True try while with yield';
const SH_WORDS = 'if then else elif fi for while until do done case esac in function select time return exit break continue local export readonly declare unset shift source alias set trap echo cd';
const SQL_WORDS = 'add all alter and as asc begin between by cascade case check column commit constraint create cross database default delete desc distinct drop else end except exists foreign from full group having if in index inner insert intersect into is join key left like limit not null offset on or order outer primary references right rollback select set table then transaction trigger truncate union unique update using values view when where with int integer bigint smallint decimal numeric varchar char text boolean date time timestamp blob clob true false';

const SLASH = { line: ['//'], block: [['/*', '*/']], quotes: `"'` };
const HASH = { line: ['#'], block: [], quotes: `"'` };
const c = (list, more = {}) => ({ ...SLASH, words: words(list), ...more });
const hash = (list, more = {}) => ({ ...HASH, words: words(list), ...more });

const JS = c(JS_WORDS, { long: [['`', '`']] });
const TS = c(TS_WORDS, { long: [['`', '`']] });
const PYTHON = hash(PY_WORDS, { long: [['"""', '"""'], ["'''", "'''"]] });
const SHELL = hash(SH_WORDS, { name: /[A-Za-z_][\w-]*/y, longQuotes: true });
const RUBY = hash('alias and begin break case class def do else elsif end ensure false for if in module next nil not or redo rescue retry return self super then true undef unless until when while yield require attr_accessor attr_reader puts');
const YAML = hash('true false null yes no on off', { key: /^(\s*(?:- +)*)([\w./"'-][^:#]*?)(?=:(?:\s|$))/ });

/** By every name that models give to it. */
const LANGUAGES = new Map(Object.entries({
  'java': c(JAVA_WORDS, { long: [['"""', '"""']] }),
  'kotlin kt kts': c('as break by catch class companion const constructor continue data do else enum false final finally for fun if import in init inner interface internal is lateinit null object open operator override package private protected public return sealed super suspend this throw true try typealias val var when while', { long: [['"""', '"""']] }),
  'scala groovy gradle': c('abstract case catch class def do else enum extends final finally for forSome given if implicit import lazy match new null object override package private protected return sealed super then this throw trait true false try type using val var while with yield', { long: [['"""', '"""']] }),
  'javascript js mjs cjs jsx node': JS,
  'typescript ts tsx': TS,
  'c h': c(C_WORDS, { directive: /^\s*#\s*\w+/ }),
  'c++ cpp cc cxx hpp arduino objectivec objc': c(`${C_WORDS} alignas auto catch class concept constexpr consteval co_await co_return co_yield decltype delete dynamic_cast explicit export final friend mutable namespace new noexcept operator override private protected public requires static_cast template this throw try typename using virtual`, { directive: /^\s*#\s*\w+/ }),
  'csharp cs c#': c('abstract as async await base bool break byte case catch char class const continue decimal default delegate do double else enum event explicit extern false finally fixed float for foreach get if implicit in init int interface internal is lock long namespace new null object operator out override params partial private protected public readonly record ref return sealed set short sizeof static string struct switch this throw true try typeof uint ulong using var virtual void volatile when where while yield'),
  'go golang': c('break case chan const continue default defer else fallthrough for func go goto if import interface map package range return select struct switch type var nil true false iota string int int64 float64 bool byte rune error any', { long: [['`', '`']] }),
  'rust rs': c('as async await break const continue crate dyn else enum extern false fn for if impl in let loop match mod move mut pub ref return self Self static struct super trait true type unsafe use where while i32 i64 u8 u32 u64 usize f64 bool str String Option Result Vec', { quotes: '"' }),
  'swift': c('as associatedtype async await break case catch class continue default defer deinit do else enum extension fallthrough false fileprivate for func guard if import in init inout internal is let nil open operator private protocol public repeat rethrows return self Self static struct subscript super switch throw throws true try typealias var where while', { quotes: '"', long: [['"""', '"""']] }),
  'dart': c('abstract as assert async await break case catch class const continue covariant default deferred do dynamic else enum export extends extension external factory false final finally for get if implements import in interface is late library mixin new null on operator part required rethrow return set static super switch sync this throw true try typedef var void while with yield'),
  'php': { line: ['//', '#'], block: [['/*', '*/']], quotes: `"'`, name: /\$?[A-Za-z_]\w*/y, words: words('abstract and array as break case catch class clone const continue declare default do echo else elseif empty endfor endforeach endif endswitch endwhile enum extends final finally fn for foreach function global if implements include instanceof interface isset list match namespace new null or print private protected public readonly require require_once return static switch throw trait true false try unset use var while xor yield') },
  'python py python3 ipython': PYTHON,
  'bash sh shell zsh console shell-session terminal': SHELL,
  'powershell ps1 pwsh': { line: ['#'], block: [['<#', '#>']], quotes: `"'`, name: /[$-]?[A-Za-z_][\w-]*/y, ignoreCase: true, words: words('begin break catch class continue data do dynamicparam else elseif end exit filter finally for foreach from function if in param process return switch throw trap try until using while $true $false $null -eq -ne -gt -lt -ge -le -like -match -and -or -not') },
  'ruby rb': RUBY,
  'perl pl': hash('my our local sub if elsif else unless while until for foreach do return last next redo use no package require print die eval undef'),
  'r': hash('if else for while repeat function return next break TRUE FALSE NULL NA NaN Inf in library require'),
  'julia jl': hash('abstract begin break catch const continue do else elseif end export false finally for function global if import in let local macro module mutable nothing quote return struct true try type using where while', { long: [['"""', '"""']] }),
  'elixir ex exs': hash('after alias and case catch cond def defmodule defp defstruct do else end false fn for if import in nil not or raise receive require rescue true try unless use when with', { long: [['"""', '"""']] }),
  'lua': { line: ['--'], block: [['--[[', ']]']], quotes: `"'`, words: words('and break do else elseif end false for function goto if in local nil not or repeat return then true until while') },
  'haskell hs elm': { line: ['--'], block: [['{-', '-}']], quotes: '"', words: words('case class data deriving do else forall foreign if import in infix infixl infixr instance let module newtype of then type where qualified as hiding') },
  'sql mysql postgresql postgres psql plsql sqlite': { line: ['--'], block: [['/*', '*/']], quotes: `'"`, words: words(SQL_WORDS), ignoreCase: true },
  'json json5 jsonc ndjson jsonl': { line: ['//'], block: [['/*', '*/']], quotes: '"', words: words('true false null'), keyed: true },
  'yaml yml': YAML,
  'toml ini cfg conf properties env dotenv': { line: ['#', ';'], block: [], quotes: `"'`, words: words('true false'), key: /^(\s*)([\w."-]+)(?=\s*=)/, section: /^\s*\[.*\]\s*$/ },
  'dockerfile docker containerfile': hash('FROM RUN CMD LABEL EXPOSE ENV ADD COPY ENTRYPOINT VOLUME USER WORKDIR ARG ONBUILD STOPSIGNAL HEALTHCHECK SHELL AS'),
  'makefile make mk cmake': hash('ifeq ifneq ifdef ifndef else endif include define endef export override function endfunction foreach endforeach while endwhile if elseif set'),
  'nginx hcl terraform tf': { line: ['#', '//'], block: [['/*', '*/']], quotes: `"'`, words: words('true false null for in if server location listen root upstream proxy_pass return rewrite resource data variable output module provider locals terraform') },
  'css scss less': { line: ['//'], block: [['/*', '*/']], quotes: `"'`, name: /[@#.-]?[A-Za-z_-][\w-]*/y, words: words('important from to and or not'), key: /^(\s*)([\w-]+)(?=\s*:[^:]*[;,]?\s*$)/ },
  'xml html htm svg xhtml vue svelte xsl xslt jsp pom': { markup: true },
  'diff patch': { diff: true },
  'tex latex': { line: ['%'], block: [], quotes: '', name: /\\?[A-Za-z]+/y, words: new Set(), command: /^\\[A-Za-z]+/ },
  'vb vbnet vba basic': { line: ["'"], block: [], quotes: '"', ignoreCase: true, words: words('and as boolean byref byval call case class const dim do double each else elseif end exit false for function if in integer is let long loop me mod module new next not nothing object on option or private property public redim return select set static step string sub then to true until wend while with') },
  'proto protobuf graphql gql thrift': c('message enum service rpc returns repeated optional required oneof map import package option syntax string int32 int64 bool bytes double float type query mutation subscription input interface union scalar schema fragment on implements extend'),
}).flatMap(([names, spec]) => names.split(' ').map((name) => [name, spec])));

/**
 * @param {string} name as it stands behind the fence
 * @returns {((line: string, state: any) => {tokens: Array<[string|null, string]>, state: any})|null} null when the language is not known.
 *     The state of one line is given to the next, null to the first. A token is a class (k words, s texts, c comments, n numbers, f names, or null) and its text.
 */
export function highlighter(name) {
  const spec = LANGUAGES.get(name.toLowerCase());
  if (!spec) return null;
  if (spec.diff) return diffLine;
  const read = spec.markup ? markupLine : (line, state) => codeLine(spec, line, state);
  return (line, state) => (line.length > LONGEST ? { tokens: [[null, line]], state } : read(line, state));
}

function diffLine(line, state) {
  const kind = line.startsWith('@@') || line.startsWith('+++') || line.startsWith('---') ? 'c' : { '+': 'add', '-': 'del' }[line[0]] ?? null;
  return { tokens: [[kind, line]], state };
}

const NUMBER = /(?:0[xXbBoO][\da-fA-F_]+|\d[\d_]*(?:\.\d[\d_]*)?(?:[eE][+-]?\d+)?)\w*/y;
const NAME = /[@A-Za-z_$\u00c0-\uffff][\w$\u00c0-\uffff]*/y;

function codeLine(spec, line, before) {
  const out = new Tokens();
  let state = before && { ...before };
  let i = 0;
  if (state) {
    i = untilEnd(line, 0, state, out);
    if (i === line.length && !state.ended) return { tokens: out.list, state };
    state = null;
  } else {
    i = atStart(spec, line, out);
  }
  while (i < line.length) {
    const opened = opening(spec, line, i);
    if (opened) {
      if (opened.rest) {
        out.add('c', line.slice(i));
        return { tokens: out.list, state: null };
      }
      const held = { end: opened.end, kind: opened.kind, escapes: opened.escapes, ended: false };
      out.add(held.kind, line.slice(i, i + opened.length));
      i = untilEnd(line, i + opened.length, held, out);
      if (!held.ended && opened.multi) return { tokens: out.list, state: held };
      if (spec.keyed && held.ended && /^\s*:/.test(line.slice(i))) out.list[out.list.length - 1][0] = 'f';
      continue;
    }
    i = plainToken(spec, line, i, out);
  }
  return { tokens: out.list, state };
}

/** What only the beginning of a line can be: a directive, a section, a key. */
function atStart(spec, line, out) {
  const directive = spec.directive?.exec(line) ?? spec.section?.exec(line);
  if (directive) {
    out.add('k', directive[0]);
    return directive[0].length;
  }
  const key = spec.key?.exec(line);
  if (!key) return 0;
  out.add(null, key[1]);
  out.add('f', key[2]);
  return key[0].length;
}

function opening(spec, line, i) {
  for (const [begin, end] of spec.block) if (line.startsWith(begin, i)) return { length: begin.length, end, kind: 'c', escapes: false, multi: true };
  for (const begin of spec.line) {
    // A # within a word, such as in a colour or $#, begins no comment.
    if (line.startsWith(begin, i) && (begin !== '#' || i === 0 || /[\s;({]/.test(line[i - 1]))) return { rest: true };
  }
  for (const [begin, end] of spec.long ?? []) if (line.startsWith(begin, i)) return { length: begin.length, end, kind: 's', escapes: true, multi: true };
  if (!spec.quotes.includes(line[i])) return null;
  // An apostrophe in a word is none of a text.
  if (line[i] === "'" && /\w/.test(line[i - 1] ?? '') && !/['"]/.test(line.slice(i + 1))) return null;
  return { length: 1, end: line[i], kind: 's', escapes: true, multi: Boolean(spec.longQuotes) };
}

function untilEnd(line, from, held, out) {
  let i = from;
  while (i < line.length) {
    if (held.escapes && line[i] === '\\') {
      i += 2;
    } else if (line.startsWith(held.end, i)) {
      i += held.end.length;
      held.ended = true;
      out.add(held.kind, line.slice(from, i));
      return i;
    } else {
      i++;
    }
  }
  out.add(held.kind, line.slice(from));
  return line.length;
}

function plainToken(spec, line, i, out) {
  const number = /\d/.test(line[i]) && match(NUMBER, line, i);
  if (number) {
    out.add('n', number);
    return i + number.length;
  }
  const name = match(spec.name ?? NAME, line, i);
  if (!name) {
    out.add(null, line[i]);
    return i + 1;
  }
  const known = spec.words.has(spec.ignoreCase ? name.toLowerCase() : name);
  const calls = !known && line[i + name.length] === '(';
  out.add(known || spec.command?.test(name) ? 'k' : calls || name[0] === '@' ? 'f' : null, name);
  return i + name.length;
}

const MARKUP = /<!--|<[/?!]?[\w:-]+|\/?>|"[^"]*"|'[^']*'|&[#\w]+;|[\w:@.-]+(?=\s*=)|[^<>"'&=\s]+|[\s\S]/y;

function markupLine(line, before) {
  const out = new Tokens();
  let state = before ?? { tag: false, comment: false };
  let i = 0;
  while (i < line.length) {
    if (state.comment) {
      const end = line.indexOf('-->', i);
      const to = end < 0 ? line.length : end + 3;
      out.add('c', line.slice(i, to));
      state = { tag: false, comment: end < 0 };
      i = to;
      continue;
    }
    const piece = match(MARKUP, line, i);
    if (piece === '<!--') {
      state = { tag: false, comment: true };
      continue;
    }
    out.add(markupKind(piece, state), piece);
    if (/^<[/?!]?[\w:-]/.test(piece)) state = { tag: true, comment: false };
    else if (piece === '>' || piece === '/>') state = { tag: false, comment: false };
    i += piece.length;
  }
  return { tokens: out.list, state };
}

function markupKind(piece, { tag }) {
  if (/^<[/?!]?[\w:-]/.test(piece) || (tag && /^\/?>$/.test(piece))) return 'k';
  if (tag && /^["']/.test(piece) && piece.length > 1) return 's';
  if (tag && /^[\w:@.-]+$/.test(piece)) return 'f';
  return /^&/.test(piece) && piece.length > 1 ? 'n' : null;
}

function match(pattern, text, at) {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
}

/** Joins neighbours of one kind. */
class Tokens {
  list = [];

  add(kind, text) {
    if (text === '') return;
    const last = this.list[this.list.length - 1];
    if (last && last[0] === kind && (kind === null || kind === 'c' || kind === 's')) last[1] += text;
    else this.list.push([kind, text]);
  }
}

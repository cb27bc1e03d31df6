/**
 * A pickle reader that can run no code. It knows only the instructions that build plain values; classes and
 * functions exist for it only where the caller's allow-list maps their name to a builder of plain values.
 * Everything else stops the reading with an error that names it. Protocols 0 to 5, format: CPython's pickletools.
 */
import { PickleCursor, PickleError } from './pickle-cursor.ts';

export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PickleValue[]
  | Map<PickleValue, PickleValue>
  | PickleGlobal
  | object;

/** A name of the allow-list; `call` builds its value from arguments, absent for names that are only mentioned. */
export interface PickleGlobal {
  readonly qualifiedName: string;
  readonly call?: (args: PickleValue[]) => PickleValue;
}

export interface PickleRules {
  /** The allowed globals, by `module.name`. */
  globals: ReadonlyMap<string, PickleGlobal>;
  /** A persistent id (PyTorch: a storage) to its value. */
  persistent: (id: PickleValue) => PickleValue;
}

/**
 * Reads one pickle.
 * @param bytes may be longer than the pickle
 * @returns the value, and the position behind the pickle
 * @throws PickleError for a truncated pickle, an unknown instruction or a global that is not allowed
 */
export function readPickle(
  bytes: Uint8Array,
  rules: PickleRules,
  start = 0,
): { value: PickleValue; end: number } {
  const machine = new PickleMachine(bytes, rules, start);
  return { value: machine.run(), end: machine.cursor.at };
}

class PickleMachine {
  readonly cursor: PickleCursor;
  readonly #rules: PickleRules;
  #stack: PickleValue[] = [];
  readonly #marks: PickleValue[][] = [];
  readonly #memo = new Map<number, PickleValue>();

  constructor(bytes: Uint8Array, rules: PickleRules, start: number) {
    this.cursor = new PickleCursor(bytes, start);
    this.#rules = rules;
  }

  run(): PickleValue {
    for (;;) {
      const code = String.fromCharCode(this.cursor.u8());
      if (code === '.') return this.#pop(); // STOP
      this.#step(code);
    }
  }

  #step(code: string): void {
    const stack = this.#stack;
    const cursor = this.cursor;
    switch (code) {
      case '\x80': // PROTO
        if (cursor.u8() > 5) throw new PickleError('error.pickle.protocol');
        return;
      case '\x95': // FRAME: only a hint for buffering
        cursor.take(8);
        return;
      case '(': // MARK
        this.#marks.push(this.#stack);
        this.#stack = [];
        return;
      case '0': // POP
        this.#pop();
        return;
      case 'N':
        stack.push(null);
        return;
      case '\x88':
        stack.push(true);
        return;
      case '\x89':
        stack.push(false);
        return;
      case 'J': // BININT
        stack.push(cursor.i32());
        return;
      case 'K': // BININT1
        stack.push(cursor.u8());
        return;
      case 'M': // BININT2
        stack.push(cursor.u16());
        return;
      case '\x8a': // LONG1
        stack.push(cursor.long(cursor.u8()));
        return;
      case 'G': // BINFLOAT, the one big-endian number
        stack.push(cursor.bigEndianFloat64());
        return;
      case 'X': // BINUNICODE
        stack.push(cursor.text(cursor.u32()));
        return;
      case '\x8c': // SHORT_BINUNICODE
        stack.push(cursor.text(cursor.u8()));
        return;
      case '\x8d': // BINUNICODE8
        stack.push(cursor.text(cursor.u64()));
        return;
      case 'U': // SHORT_BINSTRING, Python 2's text
        stack.push(cursor.text(cursor.u8()));
        return;
      case 'B': // BINBYTES
        stack.push(cursor.take(cursor.u32()));
        return;
      case 'C': // SHORT_BINBYTES
        stack.push(cursor.take(cursor.u8()));
        return;
      case ')':
      case ']':
        stack.push([]);
        return;
      case '}':
        stack.push(new Map());
        return;
      case 't': // TUPLE
      case 'l': // LIST
        this.#push(this.#popMark());
        return;
      case '\x85':
      case '\x86':
      case '\x87': {
        const values = [];
        for (let i = code.charCodeAt(0) - 0x84; i > 0; i--) values.unshift(this.#pop());
        stack.push(values);
        return;
      }
      case 'd': {
        // DICT
        const map = new Map<PickleValue, PickleValue>();
        this.#setItems(map, this.#popMark());
        this.#push(map);
        return;
      }
      case 's': {
        // SETITEM
        const value = this.#pop();
        const key = this.#pop();
        this.#setItems(this.#top(), [key, value]);
        return;
      }
      case 'u': {
        // SETITEMS
        const items = this.#popMark();
        this.#setItems(this.#top(), items);
        return;
      }
      case 'a': {
        // APPEND
        const value = this.#pop();
        this.#list(this.#top()).push(value);
        return;
      }
      case 'e': {
        // APPENDS
        const items = this.#popMark();
        const list = this.#list(this.#top());
        for (const item of items) list.push(item);
        return;
      }
      case 'q':
        this.#memo.set(cursor.u8(), this.#top());
        return;
      case 'r':
        this.#memo.set(cursor.u32(), this.#top());
        return;
      case '\x94':
        this.#memo.set(this.#memo.size, this.#top());
        return;
      case 'h':
        stack.push(this.#remembered(cursor.u8()));
        return;
      case 'j':
        stack.push(this.#remembered(cursor.u32()));
        return;
      case 'c': // GLOBAL
        stack.push(this.#global(cursor.line(), cursor.line()));
        return;
      case '\x93': {
        // STACK_GLOBAL
        const name = this.#pop();
        stack.push(this.#global(String(this.#pop()), String(name)));
        return;
      }
      case 'Q': // BINPERSID
        stack.push(this.#rules.persistent(this.#pop()));
        return;
      case 'R':
        this.#reduce();
        return;
      case 'b':
        this.#build();
        return;
      default: {
        const hex = code.charCodeAt(0).toString(16).padStart(2, '0');
        throw new PickleError('error.pickle.instruction', { hex, at: cursor.at - 1 });
      }
    }
  }

  #push(value: PickleValue): void {
    this.#stack.push(value);
  }

  #pop(): PickleValue {
    if (this.#stack.length === 0) throw new PickleError('error.pickle.stack');
    return this.#stack.pop() as PickleValue;
  }

  #top(): PickleValue {
    if (this.#stack.length === 0) throw new PickleError('error.pickle.stack');
    return this.#stack[this.#stack.length - 1];
  }

  #popMark(): PickleValue[] {
    const items = this.#stack;
    const outer = this.#marks.pop();
    if (!outer) throw new PickleError('error.pickle.mark');
    this.#stack = outer;
    return items;
  }

  #remembered(key: number): PickleValue {
    const value = this.#memo.get(key);
    if (value === undefined) throw new PickleError('error.pickle.memo', { key });
    return value;
  }

  #list(value: PickleValue): PickleValue[] {
    if (!Array.isArray(value)) throw new PickleError('error.pickle.append');
    return value;
  }

  #setItems(target: PickleValue, items: PickleValue[]): void {
    if (!(target instanceof Map) || items.length % 2 !== 0) {
      throw new PickleError('error.pickle.setItems');
    }
    for (let i = 0; i < items.length; i += 2) target.set(items[i], items[i + 1]);
  }

  #global(module: string, name: string): PickleGlobal {
    const qualifiedName = `${module}.${name}`;
    const allowed = this.#rules.globals.get(qualifiedName);
    if (!allowed) {
      throw new PickleError('error.pickle.global', { name: qualifiedName });
    }
    return allowed;
  }

  #reduce(): void {
    const args = this.#pop();
    const target = this.#pop();
    if (!isGlobal(target) || !target.call || !Array.isArray(args)) {
      throw new PickleError('error.pickle.call');
    }
    this.#push(target.call(args));
  }

  /** Attributes of an ordered dictionary (`_metadata` of a state dict) are dropped; nothing else may have any. */
  #build(): void {
    this.#pop();
    if (!(this.#top() instanceof Map)) throw new PickleError('error.pickle.state');
  }
}

function isGlobal(value: PickleValue): value is PickleGlobal {
  return typeof value === 'object' && value !== null && 'qualifiedName' in value;
}

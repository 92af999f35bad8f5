// Draws what is far from the reader when there is time: from the end to the beginning, a little in each pause, and at once when it comes near.

const NEAR = '1200px 0px';
const SLICE = 3;

export class Later {
  #waiting = new Map();
  #observer;
  #asked = false;

  constructor(root) {
    this.#observer = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) if (isIntersecting) this.now(target);
    }, { root, rootMargin: NEAR });
  }

  add(el, draw) {
    el.classList.add('later');
    this.#waiting.set(el, draw);
    this.#observer.observe(el);
    this.#ask();
  }

  now(el) {
    const draw = this.#waiting.get(el);
    this.drop(el);
    draw?.();
  }

  drop(el) {
    if (!this.#waiting.delete(el)) return;
    el.classList.remove('later');
    this.#observer.unobserve(el);
  }

  all() {
    for (const el of [...this.#waiting.keys()]) this.now(el);
  }

  clear() {
    this.#waiting.clear();
    this.#observer.disconnect();
  }

  #ask() {
    if (this.#asked || this.#waiting.size === 0) return;
    this.#asked = true;
    if (globalThis.requestIdleCallback) requestIdleCallback(() => this.#some(), { timeout: 1000 });
    else setTimeout(() => this.#some(), 50);
  }

  #some() {
    this.#asked = false;
    const until = performance.now() + SLICE;
    const order = [...this.#waiting.keys()].reverse();
    for (const el of order) {
      this.now(el);
      if (performance.now() > until) break;
    }
    this.#ask();
  }
}

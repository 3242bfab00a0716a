/* Names behind an @ while one writes a note. The choices are those of the list below the text, which does
   the same without this script. */
(() => {
  "use strict";

  const MOST = 6;

  function prepare(area) {
    const select = document.getElementById(area.dataset.vermeld);
    if (!select) return;
    const names = Array.from(select.options).filter((o) => o.value).map((o) => o.text);
    const list = document.createElement("ul");
    list.id = `${area.id}_namen`;
    list.className = "kr-namen";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Namen");
    list.hidden = true;
    const line = document.createElement("p");
    line.className = "kr-onzichtbaar";
    line.setAttribute("role", "status");
    area.after(list, line);
    area.setAttribute("aria-autocomplete", "list");
    let found = [];
    let at = 0;

    const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

    function asked() {
      const before = area.value.slice(0, area.selectionStart);
      const match = before.match(/(?:^|[\s(,;])@([\p{L}\d' .-]{0,40})$/u);
      return match && match[1];
    }

    function close() {
      list.hidden = true;
      found = [];
      area.removeAttribute("aria-activedescendant");
      area.removeAttribute("aria-controls");
    }

    function show() {
      const typed = asked();
      if (typed === null) return close();
      const words = plain(typed).split(/\s+/).filter(Boolean);
      const parts = (name) => plain(name).split(/[\s(]+/);
      found = names.filter((n) => words.every((w) => parts(n).some((p) => p.startsWith(w)))).slice(0, MOST);
      // A whole name stands there already: nothing left to choose.
      if (!found.length || names.some((n) => typed.toLowerCase().startsWith(n.toLowerCase()))) return close();
      at = 0;
      list.replaceChildren(
        ...found.map((name, i) => {
          const item = document.createElement("li");
          item.id = `${list.id}_${i}`;
          item.setAttribute("role", "option");
          item.textContent = name;
          item.addEventListener("pointerdown", (event) => {
            event.preventDefault();
            choose(i);
          });
          return item;
        }),
      );
      list.hidden = false;
      area.setAttribute("aria-controls", list.id);
      line.textContent = found.length === 1 ? "1 naam" : `${found.length} namen`;
      mark();
    }

    function mark() {
      Array.from(list.children).forEach((item, i) => item.setAttribute("aria-selected", String(i === at)));
      area.setAttribute("aria-activedescendant", `${list.id}_${at}`);
    }

    function choose(i) {
      const end = area.selectionStart;
      const begin = end - asked().length;
      area.setRangeText(`${found[i]} `, begin, end, "end");
      close();
      area.focus();
    }

    area.addEventListener("input", show);
    area.addEventListener("blur", close);
    area.addEventListener("keydown", (event) => {
      if (list.hidden) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        at = (at + (event.key === "ArrowDown" ? 1 : found.length - 1)) % found.length;
        mark();
      } else if (event.key === "Enter" || event.key === "Tab") {
        choose(at);
      } else if (event.key === "Escape") {
        close();
      } else {
        return;
      }
      event.preventDefault();
      event.stopPropagation();
    });
  }

  document.querySelectorAll("textarea[data-vermeld]").forEach(prepare);
})();

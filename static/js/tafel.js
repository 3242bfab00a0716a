/* The table of a casusoverleg: follow along, and write together without overwriting each other.
   Without this script every field is a form of its own, and reloading shows what others did. */
(() => {
  "use strict";

  const table = document.querySelector("[data-tafel]");
  if (!table) return;
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => Array.from(root.querySelectorAll(selector));
  const EVERY = 5000;
  const WRITING = 3000;
  const HIDDEN = 20000;
  const PAUSE = 1200;
  const line = $("[data-tafel-stand]");
  const say = (text) => line && line.textContent !== text && (line.textContent = text);
  const csrf = document.body.dataset.csrf || "";

  /* --- One field of the analysis ----------------------------------------------------------------- */

  const fields = new Map();

  function prepare(box) {
    const form = $("form[data-notitie]", box);
    const field = {
      box,
      form,
      name: box.dataset.veld,
      area: form && $("textarea", form),
      version: form ? Number(form.dataset.versie) : 0,
      known: "",
      busy: false,
      conflict: null,
      timer: 0,
    };
    fields.set(field.name, field);
    if (!form) return;
    field.known = field.area.value;
    $("[data-bewaar]", form).hidden = true;
    field.area.addEventListener("input", () => {
      clearTimeout(field.timer);
      field.timer = setTimeout(() => save(field), PAUSE);
    });
    field.area.addEventListener("focus", () => poll());
    field.area.addEventListener("blur", () => save(field));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      event.stopPropagation();
      save(field);
    });
    if (Number($("[name=versie]", form).value) !== field.version) form.dataset.botst = "";
  }

  const same = (a, b) => a.replace(/\r\n/g, "\n").trim() === b.replace(/\r\n/g, "\n").trim();
  const dirty = (field) => Boolean(field.area) && !same(field.area.value, field.known);
  const stand = (field, text) => ($("[data-stand]", field.box).textContent = text);

  async function save(field) {
    clearTimeout(field.timer);
    if (field.busy || field.conflict || !dirty(field)) return;
    field.busy = true;
    const typed = field.area.value;
    stand(field, "Bewaren…");
    try {
      const answer = await fetch(field.form.action, {
        method: "POST",
        body: new URLSearchParams({ tekst: typed, versie: String(field.version) }),
        headers: { "X-CSRFToken": csrf, Accept: "application/json" },
        credentials: "same-origin",
      });
      if (answer.redirected || answer.status === 401) {
        stand(field, "Niet bewaard: u bent uitgelogd. Log in een ander tabblad in; uw tekst blijft hier staan.");
      } else if (answer.status === 409) {
        show(field, await answer.json());
      } else if (answer.ok) {
        const result = await answer.json();
        field.version = result.versie;
        field.known = typed;
        stand(field, `Bewaard. ${result.laatst}`);
      } else {
        const text = answer.status === 422 ? (await answer.json()).fout : "";
        stand(field, text || "Niet bewaard. U mag dit veld niet (meer) schrijven; uw tekst blijft hier staan.");
      }
    } catch {
      stand(field, "Geen verbinding: nog niet bewaard. Wij proberen het zo weer.");
      field.timer = setTimeout(() => save(field), 5000);
    } finally {
      field.busy = false;
      if (!field.conflict && dirty(field) && field.area !== document.activeElement) save(field);
    }
  }

  // Both texts stay in sight until the writer chooses; nothing is taken away unasked.
  function show(field, theirs) {
    field.conflict = theirs;
    stand(field, "Nog niet bewaard: kies hieronder.");
    const place = $("[data-botsing]", field.box);
    place.replaceChildren();
    const add = (parent, tag, text, className) => {
      const node = document.createElement(tag);
      if (text) node.textContent = text;
      if (className) node.className = className;
      parent.append(node);
      return node;
    };
    const alert = add(place, "div", "", "kr-botsing");
    alert.setAttribute("role", "alert");
    add(alert, "p", `${theirs.wie} schreef intussen iets anders in dit veld:`, "kr-botsing__kop");
    add(alert, "blockquote", theirs.tekst || "(leeg)", "kr-botsing__tekst");
    add(alert, "p", "Uw tekst staat hierboven en is nog niet bewaard.", "kr-bron");
    const buttons = add(alert, "div", "", "kr-knoppen");
    const choice = (text, className, then) => {
      const button = add(buttons, "button", text, `utrecht-button ${className} kr-knop--klein`);
      button.type = "button";
      button.addEventListener("click", () => {
        const mine = field.area.value;
        const base = field.known;
        field.version = theirs.versie;
        field.known = theirs.tekst;
        field.conflict = null;
        place.replaceChildren();
        then(mine, base);
        field.area.focus();
        save(field);
      });
    };
    choice("Voeg beide samen", "utrecht-button--primary-action", (mine, base) => {
      const own = base && mine.startsWith(base) ? mine.slice(base.length).trim() : mine.trim();
      field.area.value = [theirs.tekst.trim(), own].filter(Boolean).join("\n");
    });
    choice("Houd alleen mijn tekst", "utrecht-button--secondary-action", () => {});
    choice("Neem alleen de andere tekst", "utrecht-button--secondary-action", () => {
      field.area.value = theirs.tekst;
      stand(field, "De tekst van de ander staat er.");
    });
  }

  function update(field, now) {
    if (now.versie <= field.version) return;
    if (!field.form) {
      $("[data-tekst]", field.box).textContent = now.tekst || "Nog niets";
      field.version = now.versie;
      stand(field, now.laatst);
    } else if (!dirty(field) && !field.busy && !field.conflict) {
      field.area.value = field.known = now.tekst;
      field.version = now.versie;
      stand(field, now.laatst);
    } else if (!field.conflict && !field.busy) {
      save(field); // both wrote: the answer brings both texts
    }
  }

  /* --- Following along ------------------------------------------------------------------------------ */

  let etag = "";
  let next = 0;
  let asking = false;
  let stopped = false;
  const shown = {};

  function writing() {
    const area = document.activeElement?.closest?.("form[data-notitie] textarea");
    return area ? area.closest("[data-veld]").dataset.veld : "";
  }

  async function poll() {
    if (asking || stopped) return;
    clearTimeout(next);
    asking = true;
    try {
      const url = `${table.dataset.standUrl}&schrijft=${encodeURIComponent(writing())}`;
      const answer = await fetch(url, {
        headers: { Accept: "application/json", ...(etag ? { "If-None-Match": etag } : {}) },
        credentials: "same-origin",
      });
      if (answer.redirected || [401, 403, 404].includes(answer.status)) {
        stopped = true;
        say("De pagina volgt de tafel niet meer. Laad de pagina opnieuw.");
      } else if (answer.status === 200) {
        etag = answer.headers.get("ETag") || "";
        apply(await answer.json());
        say("U ziet de laatste stand");
      } else if (answer.status === 304) {
        say("U ziet de laatste stand");
      }
    } catch {
      say("Geen verbinding. Wij proberen het zo weer.");
    } finally {
      asking = false;
      // Not all at the same moment.
      if (!stopped) next = setTimeout(poll, (document.hidden ? HIDDEN : writing() ? WRITING : EVERY) * (0.85 + Math.random() * 0.3));
    }
  }

  function apply(now) {
    for (const [name, html] of Object.entries(now.delen)) {
      const part = $(`[data-live="${name}"]`);
      const first = !(name in shown);
      if (!part || shown[name] === html || part.contains(document.activeElement)) continue;
      shown[name] = html;
      // The page itself is as new as the first answer, but for what changed on the way.
      if (!first || part.innerHTML.trim() !== html.trim()) part.innerHTML = html;
    }
    for (const field of now.velden) if (fields.has(field.veld)) update(fields.get(field.veld), field);
    for (const field of fields.values()) {
      const who = now.schrijft.filter((w) => w.veld === field.name).map((w) => w.wie);
      const text = who.length ? `${who.join(" en ")} ${who.length > 1 ? "schrijven" : "schrijft"} hier` : "";
      const place = $("[data-schrijft]", field.box);
      if (place.textContent !== text) place.textContent = text;
    }
    follow(now);
  }

  function follow(now) {
    const place = $("[data-nu]");
    if (!place) return;
    place.replaceChildren();
    if (!now.nu || now.nu.hier) return;
    const switch_ = $("[data-volg]");
    const busy = [...fields.values()].some((f) => dirty(f) || f.conflict || f.area === document.activeElement);
    if (switch_ && switch_.checked && !busy && !$("form :is(input,textarea,select):focus")) {
      location.assign(now.nu.url);
      return;
    }
    const link = document.createElement("a");
    link.href = now.nu.url;
    link.textContent = `De tafel bespreekt nu ${now.nu.kenmerk}. Ga mee`;
    place.append(link);
  }

  /* --- Start ------------------------------------------------------------------------------------------ */

  for (const box of $$("[data-veld]")) prepare(box);
  const choice = $("[data-volg-keuze]");
  if (choice) {
    choice.hidden = false;
    const box = $("[data-volg]", choice);
    box.checked = sessionStorage.getItem("kr-volg") !== "nee";
    box.addEventListener("change", () => sessionStorage.setItem("kr-volg", box.checked ? "ja" : "nee"));
  }
  // What the table wrote goes along in the weging: first save it.
  for (const form of $$("form[data-na-notities]")) {
    form.addEventListener("submit", async (event) => {
      const open = [...fields.values()].filter((f) => dirty(f) || f.busy);
      if (!open.length) return;
      event.preventDefault();
      const button = event.submitter;
      for (let turn = 0; turn < 40 && open.some((f) => f.busy); turn += 1) await new Promise((r) => setTimeout(r, 100));
      await Promise.all(open.map(save));
      delete form.dataset.bezig;
      if (![...fields.values()].some((f) => f.conflict)) form.requestSubmit(button);
    });
  }
  $("#actie-toevoegen")?.addEventListener("toggle", (event) => {
    if (event.target.open) $("input:not([type=hidden])", event.target)?.focus();
  });
  document.addEventListener("visibilitychange", () => !document.hidden && poll());
  poll();
})();

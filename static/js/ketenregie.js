/* Everything here makes the pages quicker to use; without script they still work, except autosave.
   No build, no dependencies; htmx events are used when htmx is on the page. */
(() => {
  "use strict";

  const body = document.body;
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => Array.from(root.querySelectorAll(selector));
  const csrf = (form) => (form && $("[name=csrfmiddlewaretoken]", form)?.value) || body.dataset.csrf || "";

  /* --- Messages ------------------------------------------------------------------------------ */

  function toast(text, variant = "ok") {
    const region = $("#toasts");
    const template = $("#toast-sjabloon");
    if (!region || !template) return;
    const node = template.content.firstElementChild.cloneNode(true);
    node.className = `kr-toast kr-toast--${variant}`;
    $(".kr-toast__tekst", node).textContent = text;
    prepareToasts(node);
    region.append(node);
    if (variant === "ok") setTimeout(() => node.remove(), 8000);
  }

  function prepareToasts(root) {
    for (const button of $$("[data-sluit]", root)) {
      button.hidden = false;
      button.addEventListener("click", () => button.closest(".kr-toast").remove());
    }
  }

  /* --- Focus --------------------------------------------------------------------------------- */

  function focusFirst(root) {
    const target = root.matches?.("[data-focus]") ? root : $("[data-focus]", root);
    if (!target) return false;
    if (!target.hasAttribute("tabindex")) target.setAttribute("tabindex", "-1");
    target.focus();
    return true;
  }

  // A link in the error summary puts the cursor in the field, with its question in view.
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".kr-foutenlijst a[href^='#']");
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    field.focus({ preventScroll: true });
    (field.closest(".kr-veld") || field).scrollIntoView({ block: "center" });
  });

  /* --- Keys ---------------------------------------------------------------------------------- */

  const keysOff = () => localStorage.getItem("kr-toetsen") === "uit";
  const typing = (element) =>
    element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName);

  function openHelp() {
    const dialog = $("#help-dialoog");
    if (!dialog || dialog.open) return false;
    dialog.showModal();
    return true;
  }

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "s") {
      const form = event.target.closest?.("form[data-ctrl-s]") || $("form[data-ctrl-s]");
      if (!form || $("dialog[open]")) return;
      event.preventDefault();
      form.requestSubmit($("[data-ctrl-s-knop]", form) || undefined);
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || keysOff()) return;
    if ($("dialog[open]")) return;
    if (event.key === "/") {
      const search = $("[data-sneltoets-zoek]");
      if (search) {
        event.preventDefault();
        search.focus();
        search.select();
      }
    } else if (event.key === "?" && openHelp()) {
      event.preventDefault();
    } else if (event.key.length === 1) {
      const target = $(`[data-toets="${CSS.escape(event.key)}"]`);
      if (target) {
        event.preventDefault();
        target.click();
      }
    }
  });

  // Up and down walk along the lines of a list; enter follows the link as everywhere. Down from the search
  // field goes to what was found.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const first = $("[data-rijen] [data-rij]");
    if (event.key === "ArrowDown" && first && event.target.matches?.(".kr-zoekpagina input")) {
      event.preventDefault();
      first.focus();
      return;
    }
    const link = event.target.closest?.("[data-rij]");
    const list = link?.closest("[data-rijen]");
    if (!list || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const links = $$("[data-rij]", list);
    const next = links[links.indexOf(link) + (event.key === "ArrowDown" ? 1 : -1)];
    if (!next) return;
    event.preventDefault();
    next.focus();
  });

  const keySwitch = $("[data-toetsen-uit]");
  if (keySwitch) {
    keySwitch.checked = keysOff();
    keySwitch.addEventListener("change", () => {
      localStorage.setItem("kr-toetsen", keySwitch.checked ? "uit" : "aan");
    });
  }
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-dialoog-sluit]")) event.target.closest("dialog").close();
    if (event.target.closest("[data-help]") && openHelp()) event.preventDefault();
  });

  /* --- Signalenlijst: which categories are touched --------------------------------------------- */

  document.addEventListener("change", (event) => {
    const instrument = event.target.closest?.("[data-instrument]");
    if (!instrument) return;
    const touched = $$("[data-categorie]", instrument)
      .filter((group) => $("input:checked", group))
      .map((group) => group.dataset.categorie);
    const line = $("[data-geraakt]", instrument);
    line.textContent = touched.length ? `Geraakt: ${touched.join(", ")}.` : line.dataset.leeg;
  });

  /* --- Menus --------------------------------------------------------------------------------- */

  const sideMenu = $(".kr-zij");
  const menuOpen = $("[data-menu-open]");
  function toggleSide(open) {
    sideMenu.classList.toggle("is-open", open);
    menuOpen.setAttribute("aria-expanded", String(open));
    (open ? sideMenu : menuOpen).focus();
  }
  if (sideMenu && menuOpen) {
    menuOpen.setAttribute("role", "button");
    menuOpen.setAttribute("aria-expanded", "false");
    menuOpen.setAttribute("aria-controls", sideMenu.id);
    menuOpen.addEventListener("click", (event) => {
      event.preventDefault();
      toggleSide(!sideMenu.classList.contains("is-open"));
    });
    menuOpen.addEventListener("keydown", (event) => {
      if (event.key === " ") {
        event.preventDefault();
        menuOpen.click();
      }
    });
    $("[data-menu-sluit]")?.addEventListener("click", (event) => {
      event.preventDefault();
      toggleSide(false);
    });
  }
  document.addEventListener("click", (event) => {
    for (const menu of $$("details[data-menu][open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = $$("details[data-menu][open]").pop();
    if (menu) {
      menu.open = false;
      $("summary", menu).focus();
    } else if (sideMenu?.classList.contains("is-open")) {
      toggleSide(false);
    }
  });

  /* --- Leave this site quickly ----------------------------------------------------------------- */

  const exit = $("[data-snel-weg]");
  if (exit) {
    const leave = () => {
      document.documentElement.hidden = true;
      document.title = "";
      location.replace(exit.dataset.snelWeg);
    };
    exit.addEventListener("click", (event) => {
      event.preventDefault();
      leave();
    });
    let presses = [];
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      presses = [...presses.filter((at) => event.timeStamp - at < 2000), event.timeStamp];
      if (presses.length >= 3) leave();
    });
  }

  /* --- Forms: unsaved changes, double clicks ----------------------------------------------------- */

  const snapshot = (form) =>
    JSON.stringify(
      [...new FormData(form)]
        .filter(([name]) => name !== "csrfmiddlewaretoken")
        .map(([name, value]) => [name, value instanceof File ? value.name + value.size : value]),
    );
  const clean = new WeakMap();
  let leaving = false;

  function watchForm(form) {
    clean.set(form, snapshot(form));
    form.addEventListener("submit", () => {
      leaving = true;
      setTimeout(() => (leaving = false), 4000);
    });
  }
  const isDirty = (form) => form.isConnected && clean.get(form) !== snapshot(form);
  addEventListener("beforeunload", (event) => {
    if (leaving) return;
    if ($$("form[data-waarschuw], form[data-concept]").some((form) => clean.has(form) && isDirty(form))) {
      event.preventDefault();
    }
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.bezig && event.timeStamp - Number(form.dataset.bezig) < 1500) {
      event.preventDefault();
      return;
    }
    form.dataset.bezig = String(event.timeStamp);
  });

  /* --- Drafts ------------------------------------------------------------------------------------ */

  function startDraft(form) {
    const status = $("[data-concept-status]", form) || $("[data-concept-status]");
    const say = (text) => {
      if (status && status.textContent !== text) status.textContent = text;
    };
    let version = form.dataset.conceptVersie || "0";
    let saved = snapshot(form);
    let running = false;
    let stopped = false;

    async function save() {
      const now = snapshot(form);
      if (running || stopped || leaving || now === saved || !form.isConnected) return;
      running = true;
      try {
        const answer = await fetch(form.dataset.conceptUrl, {
          method: "POST",
          body: withoutFiles(form),
          headers: { "X-CSRFToken": csrf(form), "If-Match": version, Accept: "application/json" },
          credentials: "same-origin",
        });
        if (answer.redirected || answer.status === 401 || answer.status === 403) {
          say("Concept niet bewaard: u bent uitgelogd. Log in een ander tabblad in; uw tekst blijft hier staan.");
        } else if (answer.status === 409) {
          stopped = true;
          conflict(form, await answer.json(), (chosen) => {
            version = String(chosen);
            stopped = false;
            saved = "";
            save();
          });
        } else if (answer.ok) {
          const result = await answer.json();
          version = String(result.versie);
          // A browser that comes back after a crash opens this address, and so what was typed.
          if (form.dataset.conceptAdres) history.replaceState(history.state, "", form.dataset.conceptAdres);
          saved = now;
          clean.set(form, now);
          sessionTouched();
          say(`Concept bewaard om ${clockTime(result.bewaard_om)}`);
        } else {
          say("Concept nog niet bewaard. Wij proberen het zo weer.");
        }
      } catch {
        say("Geen verbinding: concept nog niet bewaard. Wij proberen het zo weer.");
      } finally {
        running = false;
      }
    }
    setInterval(save, 10000);
    form.addEventListener("focusout", save);
    addEventListener("visibilitychange", () => document.hidden && save());
  }

  function withoutFiles(form) {
    const data = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (!(value instanceof File)) data.append(name, value);
    return data;
  }

  function clockTime(value) {
    if (/^\d{1,2}:\d{2}$/.test(value)) return value;
    const at = new Date(value);
    return Number.isNaN(at.getTime())
      ? String(value)
      : at.toLocaleTimeString("nl-NL", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/Amsterdam" });
  }

  // Two versions of one draft (two tabs, or two people): both are shown, the user chooses.
  function conflict(form, answer, keepMine) {
    $("#conflict-dialoog")?.remove();
    const dialog = document.createElement("dialog");
    dialog.className = "kr-dialoog";
    dialog.id = "conflict-dialoog";
    dialog.setAttribute("aria-labelledby", "conflict-titel");
    const add = (parent, tag, text, className) => {
      const node = document.createElement(tag);
      if (text) node.textContent = text;
      if (className) node.className = className;
      parent.append(node);
      return node;
    };
    add(dialog, "h2", "Dit concept is ook ergens anders gewijzigd").id = "conflict-titel";
    add(dialog, "p", "Kies welke versie u houdt. De verschillen:");
    const list = add(dialog, "dl", "", "kr-gegevens");
    const theirs = answer.hun || {};
    const mine = answer.uw || {};
    const text = (value) => (Array.isArray(value) ? value.join(", ") : String(value ?? "")) || "leeg";
    for (const name of new Set([...Object.keys(mine), ...Object.keys(theirs)])) {
      if (name === "csrfmiddlewaretoken" || text(mine[name]) === text(theirs[name])) continue;
      const label = $(`label[for="${CSS.escape(`id_${name}`)}"]`, form)?.textContent.trim() || name;
      const row = add(list, "div");
      add(row, "dt", label);
      add(row, "dd", `Hier: ${text(mine[name])}`);
      add(row, "dd", `Elders: ${text(theirs[name])}`);
    }
    const buttons = add(dialog, "div", "", "kr-knoppen");
    const primary = add(buttons, "button", "Houd wat hier staat", "utrecht-button utrecht-button--primary-action");
    const other = add(buttons, "button", "Neem de andere versie", "utrecht-button utrecht-button--secondary-action");
    primary.type = other.type = "button";
    primary.addEventListener("click", () => {
      dialog.close();
      keepMine(answer.versie);
    });
    other.addEventListener("click", () => {
      leaving = true;
      location.reload();
    });
    body.append(dialog);
    dialog.showModal();
  }

  /* --- Session: a warning before the end, one key to stay ------------------------------------------ */

  let sessionTouched = () => {};
  if (body.dataset.sessieSeconden && "werkomgeving" in body.dataset) {
    const total = Number(body.dataset.sessieSeconden);
    const warn = Number(body.dataset.sessieWaarschuwing || 120);
    const dialog = $("#sessie-dialoog");
    const rest = $("[data-sessie-rest]");
    const KEY = "kr-sessie";
    let extending = false;
    // Only a moment is kept, so that all tabs of this browser count the same clock.
    sessionTouched = () => localStorage.setItem(KEY, String(Date.now()));
    const idle = () => (Date.now() - Number(localStorage.getItem(KEY))) / 1000;
    sessionTouched();
    // Someone who types a long text without saving is not idle: tell the server, at most once per 4 minutes.
    for (const kind of ["keydown", "pointerdown", "input"]) {
      addEventListener(kind, () => idle() > 240 && !dialog.open && extend(), { passive: true });
    }
    async function extend() {
      if (extending) return;
      extending = true;
      try {
        const answer = await fetch(body.dataset.sessieVerlengUrl, {
          method: "POST",
          headers: { "X-CSRFToken": csrf() },
          credentials: "same-origin",
        });
        if (!answer.ok || answer.redirected) return end();
        sessionTouched();
        if (dialog.open) dialog.close();
      } catch {
        toast("Geen verbinding. Uw sessie is niet verlengd.", "warn");
      } finally {
        extending = false;
      }
    }
    function end() {
      leaving = true;
      const next = encodeURIComponent(location.pathname);
      location.assign(`${body.dataset.sessieEindeUrl}?next=${next}`);
    }
    dialog?.addEventListener("cancel", (event) => {
      event.preventDefault();
      extend();
    });
    dialog?.addEventListener("keydown", (event) => {
      if (!["Tab", "Shift", "Enter", " "].includes(event.key)) extend();
    });
    $("[data-sessie-verleng]")?.addEventListener("click", extend);
    setInterval(() => {
      const left = Math.ceil(total - idle());
      if (left <= 0) return end();
      if (left <= warn && !dialog.open) {
        dialog.showModal();
      } else if (left > warn && dialog.open) {
        dialog.close();
      }
      if (dialog.open) rest.textContent = left > 90 ? "2 minuten" : left > 60 ? "1,5 minuut" : `${left} seconden`;
    }, 1000);
  }

  /* --- Small enhancements, also after htmx put something new on the page --------------------------- */

  function enhance(root) {
    prepareToasts(root);
    // Only a table that really scrolls needs a place in the tab order.
    for (const area of $$(".kr-tabelvlak", root)) {
      if (area.scrollWidth <= area.clientWidth) {
        area.removeAttribute("tabindex");
        area.removeAttribute("role");
        area.removeAttribute("aria-label");
      }
    }
    for (const tabs of $$(".kr-tabs", root)) {
      $("[aria-current]", tabs)?.scrollIntoView({ block: "nearest", inline: "center" });
    }
    for (const input of $$("[data-bestand] input[type=file]", root)) {
      const chosen = $("[data-bestand-gekozen]", input.closest(".kr-veld"));
      for (const kind of ["dragover", "dragleave", "drop"]) {
        input.addEventListener(kind, () => input.classList.toggle("is-boven", kind === "dragover"));
      }
      input.addEventListener("change", () => {
        const names = [...input.files].map((f) => `${f.name} (${Math.ceil(f.size / 1024).toLocaleString("nl-NL")} kB)`);
        if (chosen) chosen.textContent = names.length ? `Gekozen: ${names.join(", ")}` : "";
      });
    }
    for (const form of $$("form[data-waarschuw], form[data-concept]", root)) {
      if (clean.has(form)) continue;
      watchForm(form);
      if ("concept" in form.dataset && form.dataset.conceptUrl) startDraft(form);
    }
    // Select all rows of a list, for bulk work.
    for (const all of $$("[data-kies-alles]", root)) {
      const boxes = () => $$(`input[type=checkbox][name="${CSS.escape(all.dataset.kiesAlles)}"]`);
      all.addEventListener("change", () => boxes().forEach((box) => (box.checked = all.checked)));
    }
    for (const select of $$("select[data-verstuur]", root)) {
      select.addEventListener("change", () => select.form.requestSubmit());
    }
  }
  enhance(document);

  /* --- htmx ------------------------------------------------------------------------------------------ */

  body.addEventListener("htmx:configRequest", (event) => {
    if (body.dataset.csrf) event.detail.headers["X-CSRFToken"] = body.dataset.csrf;
  });
  body.addEventListener("htmx:beforeSwap", (event) => {
    // The session ended: htmx followed the redirect and would paste the login page in a corner.
    const end = body.dataset.sessieEindeUrl;
    if (end && new URL(event.detail.xhr.responseURL || location.href, location.href).pathname.startsWith(end)) {
      event.detail.shouldSwap = false;
      location.reload();
      return;
    }
    const { xhr } = event.detail;
    if (xhr.status >= 400 && event.detail.shouldSwap && /^\s*<!doctype/i.test(xhr.responseText)) {
      event.detail.shouldSwap = false;
      showRefusal(xhr.responseText);
    }
  });
  body.addEventListener("htmx:afterSwap", (event) => {
    const target = event.detail.target;
    if (!event.detail.xhr?.getResponseHeader("X-Achtergrond") && !target.closest("[data-achtergrond]")) {
      sessionTouched();
    }
    enhance(target);
    focusFirst(target);
  });
  // A refusal answers with a whole page; in the middle of this page it is shown as a dialog.
  function showRefusal(html) {
    const main = new DOMParser().parseFromString(html, "text/html").getElementById("inhoud");
    if (!main) return false;
    const dialog = document.createElement("dialog");
    dialog.className = "kr-dialoog";
    const title = main.querySelector("h1");
    if (title) {
      title.id = "weigering-titel";
      dialog.setAttribute("aria-labelledby", title.id);
    }
    dialog.append(...(main.querySelector("section") || main).childNodes);
    for (const buttons of $$(".kr-knoppen", dialog)) buttons.remove();
    const close = document.createElement("button");
    close.type = "button";
    close.className = "utrecht-button utrecht-button--primary-action";
    close.textContent = "Sluiten";
    close.dataset.dialoogSluit = "";
    const row = document.createElement("div");
    row.className = "kr-knoppen";
    row.append(close);
    dialog.append(row);
    dialog.addEventListener("close", () => dialog.remove());
    body.append(dialog);
    dialog.showModal();
    return true;
  }
  body.addEventListener("htmx:responseError", (event) => {
    if (!showRefusal(event.detail.xhr.responseText)) toast("Dat lukte niet. Probeer het nog eens.", "danger");
  });
  body.addEventListener("htmx:sendError", () => toast("Geen verbinding. Probeer het nog eens.", "danger"));
  body.addEventListener("kr:toast", (event) => toast(event.detail.tekst, event.detail.soort || "ok"));

  focusFirst(document);
})();

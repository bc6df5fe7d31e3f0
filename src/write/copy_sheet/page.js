// Marks, filter and copying. Texts are only ever moved as text: no markup is made here.
(function () {
  "use strict";
  var root = document.documentElement;
  var words = document.body.dataset;
  var cards = Array.prototype.slice.call(document.querySelectorAll("[data-q]"));
  var remembers = true;

  root.classList.remove("nojs");

  function all(selector, within) {
    return Array.prototype.slice.call((within || document).querySelectorAll(selector));
  }

  function forgets() {
    if (remembers) {
      remembers = false;
      document.getElementById("forgets").hidden = false;
    }
  }

  function key(card) {
    return root.dataset.memory + "|" + card.dataset.q;
  }

  function recall(card) {
    try {
      return window.localStorage.getItem(key(card));
    } catch (e) {
      forgets();
      return null;
    }
  }

  function remember(card, on) {
    try {
      if (on) {
        window.localStorage.setItem(key(card), card.dataset.print);
      } else {
        window.localStorage.removeItem(key(card));
      }
    } catch (e) {
      forgets();
    }
  }

  function box(card) {
    return document.getElementById(card.id + "-done");
  }

  function fill(template, n, m) {
    return template.replace("{n}", String(n)).replace("{m}", String(m));
  }

  function count(list) {
    return list.filter(function (card) { return box(card).checked; }).length;
  }

  function progress() {
    var done = count(cards);
    document.getElementById("progress").textContent = fill(words.progress, done, cards.length);
    document.getElementById("bar").value = done;
    all("[data-section]").forEach(function (place) {
      var list = all("[data-q]", document.getElementById(place.dataset.section));
      place.textContent = list.length ? count(list) + "/" + list.length : "";
      place.parentElement.classList.toggle("complete", list.length > 0 && count(list) === list.length);
    });
  }

  function mark(card, stored) {
    var same = stored === card.dataset.print;
    box(card).checked = same;
    card.classList.toggle("done", same);
    document.getElementById(card.id + "-changed").hidden = stored === null || same;
  }

  function fits(card, filter) {
    if (filter === "open") { return !box(card).checked; }
    if (filter === "todo") { return card.hasAttribute("data-todo"); }
    return true;
  }

  // A question that does not fit stays as a heading over one that does.
  function apply() {
    var filter = document.querySelector("input[name=show]:checked").value;
    var shown = 0;
    all(".q").forEach(function (q) {
      q.hidden = filter !== "all" && !(q.hasAttribute("data-q") && fits(q, filter));
      q.classList.remove("context");
    });
    all(".q").forEach(function (q) {
      if (q.hidden) { return; }
      shown += 1;
      for (var up = q.parentElement; up; up = up.parentElement) {
        if (up.classList.contains("q") && up.hidden) {
          up.hidden = false;
          up.classList.add("context");
        }
      }
    });
    all(".section, .item, .group").forEach(function (part) {
      part.hidden = filter !== "all" && !part.querySelector(".q:not([hidden])");
    });
    document.getElementById("nothing").hidden = shown > 0;
  }

  function copied(button) {
    document.getElementById("said").textContent = "";
    document.getElementById("said").textContent = words.copied;
    button.classList.add("copied");
    window.setTimeout(function () { button.classList.remove("copied"); }, 1600);
  }

  function byHand(button, text) {
    var panel = document.getElementById("by-hand");
    var area = document.getElementById("by-hand-text");
    var ok = false;
    panel.hidden = false;
    area.value = text;
    area.focus();
    area.select();
    try {
      ok = document.execCommand("copy");
    } catch (e) {
      ok = false;
    }
    if (ok) {
      panel.hidden = true;
      button.focus();
      copied(button);
    }
    panel.dataset.from = button.id;
  }

  function copy(button) {
    var text = document.getElementById(button.dataset.copy).textContent;
    if (navigator.clipboard && navigator.clipboard.writeText) {
      navigator.clipboard.writeText(text).then(
        function () { copied(button); },
        function () { byHand(button, text); }
      );
    } else {
      byHand(button, text);
    }
  }

  function close() {
    var panel = document.getElementById("by-hand");
    var from = document.getElementById(panel.dataset.from || "");
    panel.hidden = true;
    if (from) { from.focus(); }
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest ? event.target.closest("button") : null;
    if (!button) { return; }
    if (button.dataset.copy) { copy(button); }
    if (button.id === "print") { window.print(); }
    if (button.id === "by-hand-close") { close(); }
  });

  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && !document.getElementById("by-hand").hidden) { close(); }
  });

  document.addEventListener("change", function (event) {
    var input = event.target;
    if (input.name === "show") { apply(); return; }
    if (input.dataset && input.dataset.done) {
      var card = document.getElementById(input.dataset.done);
      remember(card, input.checked);
      mark(card, input.checked ? card.dataset.print : null);
      progress();
    }
  });

  // The same page in another window.
  window.addEventListener("storage", function () {
    cards.forEach(function (card) { mark(card, recall(card)); });
    progress();
  });

  // On paper, the sources are open.
  var opened = [];
  window.addEventListener("beforeprint", function () {
    opened = all("details.sources:not([open])");
    opened.forEach(function (d) { d.open = true; });
  });
  window.addEventListener("afterprint", function () {
    opened.forEach(function (d) { d.open = false; });
    opened = [];
  });

  // A browser may keep the state of form fields over a reload; the marks are the truth.
  document.getElementById("show-all").checked = true;
  cards.forEach(function (card) { mark(card, recall(card)); });
  try {
    window.localStorage.setItem(root.dataset.memory, "1");
  } catch (e) {
    forgets();
  }
  progress();
  apply();
}());

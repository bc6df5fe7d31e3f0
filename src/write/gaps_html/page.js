(function () {
  "use strict";
  var body = document.body;
  body.classList.remove("nojs");
  function all(css, root) { return Array.prototype.slice.call((root || document).querySelectorAll(css)); }

  // Lists with filters: each control names the attribute it looks at; what does not fit is hidden.
  all("form.filters").forEach(function (form) {
    form.addEventListener("submit", function (e) { e.preventDefault(); });
    var list = document.getElementById(form.getAttribute("data-list"));
    var rows = all("[data-row]", list);
    var count = form.querySelector(".count");
    var pattern = count ? count.getAttribute("data-pattern") : "";
    function fits(row, control) {
      var wanted = control.value;
      if (!wanted || control.type === "checkbox") { return true; }
      var has = row.getAttribute("data-" + control.name) || "";
      if (control.type === "search") {
        return wanted.toLowerCase().split(/\s+/).every(function (w) { return row.textContent.toLowerCase().indexOf(w) >= 0; });
      }
      return (" " + has + " ").indexOf(" " + wanted + " ") >= 0;
    }
    function apply() {
      var shown = 0;
      var controls = all("select[name], input[name]", form);
      rows.forEach(function (row) {
        var ok = controls.every(function (c) { return fits(row, c); });
        row.hidden = !ok;
        if (ok) { shown += 1; }
      });
      all("[data-group]", list).forEach(function (group) {
        group.hidden = !group.querySelector("[data-row]:not([hidden])");
      });
      if (count) { count.textContent = pattern.replace("{1}", shown).replace("{2}", rows.length); }
    }
    form.apply = apply;
    form.addEventListener("input", apply);
    form.addEventListener("reset", function () { setTimeout(apply, 0); });
    apply();
  });

  // A cell of a table of coverage opens its questions.
  all("a[data-set]").forEach(function (link) {
    link.addEventListener("click", function () {
      var form = document.querySelector("form[data-list='question-list']");
      if (!form) { return; }
      form.reset();
      link.getAttribute("data-set").split(";").forEach(function (pair) {
        var at = pair.indexOf("=");
        var control = form.elements[pair.slice(0, at)];
        if (control) {
          var value = pair.slice(at + 1);
          if (control.tagName === "SELECT" && !all("option", control).some(function (o) { return o.value === value; })) {
            var option = document.createElement("option");
            option.value = value;
            option.textContent = value;
            control.appendChild(option);
          }
          control.value = value;
        }
      });
      setTimeout(form.apply, 0);
    });
  });

  // Columns sort by their numbers or words.
  all("th button.sort").forEach(function (button) {
    button.addEventListener("click", function () {
      var th = button.closest("th");
      var table = th.closest("table");
      var n = th.cellIndex;
      var down = th.getAttribute("aria-sort") !== "descending" && (th.getAttribute("aria-sort") === "ascending" || th.hasAttribute("data-number"));
      all("th[aria-sort]", table).forEach(function (o) { o.removeAttribute("aria-sort"); });
      th.setAttribute("aria-sort", down ? "descending" : "ascending");
      var key = function (tr) {
        var cell = tr.cells[n];
        var v = cell.hasAttribute("data-v") ? cell.getAttribute("data-v") : cell.textContent.trim();
        var number = parseFloat(v);
        return v === "" ? null : isNaN(number) || !th.hasAttribute("data-number") ? v : number;
      };
      var sorted = all("tr", table.tBodies[0]).map(function (tr, i) { return { tr: tr, k: key(tr), i: i }; });
      sorted.sort(function (a, b) {
        // What has no value stands last either way.
        if (a.k === null || b.k === null) { return (a.k === null) - (b.k === null) || a.i - b.i; }
        var d = typeof a.k === "number" && typeof b.k === "number" ? a.k - b.k : String(a.k).localeCompare(String(b.k), document.documentElement.lang);
        return (down ? -d : d) || a.i - b.i;
      });
      sorted.forEach(function (s) { table.tBodies[0].appendChild(s.tr); });
    });
  });

  // Distributions follow the region that is chosen above them.
  var region = document.getElementById("dist-region");
  if (region) {
    region.addEventListener("input", function () {
      var sum = function (text) {
        return (text || "").split(" ").reduce(function (n, pair) {
          var at = pair.lastIndexOf("=");
          return n + (at > 0 && (!region.value || pair.slice(0, at) === region.value) ? parseInt(pair.slice(at + 1), 10) : 0);
        }, 0);
      };
      all("[data-answered]").forEach(function (q) {
        var total = sum(q.getAttribute("data-answered"));
        q.querySelector(".total").textContent = total;
        all("[data-n]", q).forEach(function (bar) {
          var n = sum(bar.getAttribute("data-n"));
          bar.querySelector(".bar").setAttribute("width", total ? 200 * n / total : 0);
          bar.parentNode.querySelector("[data-of='" + bar.getAttribute("data-o") + "']").textContent = n;
        });
      });
    });
  }

  var printAll = document.getElementById("print-all");
  if (printAll) {
    printAll.addEventListener("change", function () { body.classList.toggle("print-all", printAll.checked); });
  }
})();

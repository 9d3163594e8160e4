/* Staff pages for cases: keys for the queue and small helps for forms. Everything works without this file. */
(function () {
  "use strict";

  function typing(target) {
    return target.closest("input, select, textarea, [contenteditable]") !== null;
  }

  /* j and k walk through the queue; Enter follows the focused link by itself. */
  function queueKeys(queue) {
    var links = Array.prototype.slice.call(queue.querySelectorAll("[data-wb-row]"));
    document.addEventListener("keydown", function (event) {
      if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
      var step = { j: 1, k: -1 }[event.key];
      if (!step || !links.length) return;
      var row = event.target.closest("tr");
      var here = row ? links.indexOf(row.querySelector("[data-wb-row]")) : -1;
      var next = here < 0 ? (step > 0 ? 0 : links.length - 1) : Math.min(Math.max(here + step, 0), links.length - 1);
      links[next].focus();
      event.preventDefault();
    });
  }

  /* Ticking "as declared" and typing a value contradict each other: the later act wins on the page. */
  function asDeclared(row) {
    var box = row.querySelector("[data-wb-same]");
    var fields = Array.prototype.slice.call(row.querySelectorAll("[data-wb-value] input, [data-wb-value] select, [data-wb-value] textarea"));
    if (!box) return;
    box.addEventListener("change", function () {
      if (box.checked) fields.forEach(function (field) { field.value = ""; });
    });
    fields.forEach(function (field) {
      field.addEventListener("input", function () { if (field.value) box.checked = false; });
    });
  }

  /* "More" closes when the person goes elsewhere. */
  function closing(menu) {
    document.addEventListener("click", function (event) {
      if (!menu.contains(event.target)) menu.open = false;
    });
    menu.addEventListener("keydown", function (event) {
      if (event.key === "Escape") { menu.open = false; menu.querySelector("summary").focus(); }
    });
  }

  /* A double click must not send a form twice; the verbs refuse it anyway. */
  function once(form) {
    form.addEventListener("submit", function (event) {
      if (form.dataset.wbSent) event.preventDefault();
      form.dataset.wbSent = "1";
    });
  }

  function start() {
    document.querySelectorAll("[data-wb-queue]").forEach(queueKeys);
    document.querySelectorAll("[data-wb-fact]").forEach(asDeclared);
    document.querySelectorAll("details.wb-more").forEach(closing);
    document.querySelectorAll("form.wb-once").forEach(once);
    var summary = document.querySelector("[data-wb-errors]");
    if (summary) summary.focus();
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form.wb-once").forEach(function (form) { delete form.dataset.wbSent; });
  });
})();

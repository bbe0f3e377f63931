// What the theme leaves to be said and reached without a mouse.
addEventListener("DOMContentLoaded", () => {
  document.querySelector(".sidebar-drawer")?.setAttribute("aria-label", "All pages");
  document.querySelector(".toc-drawer")?.setAttribute("aria-label", "On this page");
  for (const scroller of document.querySelectorAll("pre, .table-wrapper")) {
    if (scroller.scrollWidth > scroller.clientWidth) scroller.tabIndex = 0;
  }
});

  // One slide at a time: arrow keys, space, a click, a wipe; without this they stand below each other.
  var slides = Array.prototype.slice.call(document.querySelectorAll(".slide")), at = 0, touched = null;
  function flows() { return window.matchMedia("(max-width: 640px) and (orientation: portrait)").matches; }
  function show(number) {
    at = Math.min(slides.length - 1, Math.max(0, number));
    slides.forEach(function (slide, i) { slide.className = slide.className.replace(" now", "") + (i === at ? " now" : ""); });
    if (location.hash !== "#" + (at + 1)) { location.replace("#" + (at + 1)); }
  }
  function fit() {
    slides.forEach(function (slide) {
      var box = slide.querySelector(".show");
      if (box) { if (box.scrollWidth > box.clientWidth + 1) { box.tabIndex = 0; } else { box.removeAttribute("tabindex"); } }
    });
  }
  document.documentElement.className = "js";
  document.onkeydown = function (event) {
    var keys = { 39: 1, 40: 1, 34: 1, 32: 1, 13: 1, 37: -1, 38: -1, 33: -1, 8: -1, 36: -slides.length, 35: slides.length };
    if (keys[event.keyCode] && !flows() && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      show(at + (event.keyCode === 32 && event.shiftKey ? -1 : keys[event.keyCode]));
    }
  };
  document.onclick = function (event) { if (!flows() && touched === null) { show(at + (event.clientX < window.innerWidth / 3 ? -1 : 1)); } };
  document.ontouchstart = function (event) { touched = event.touches[0].clientX; };
  document.ontouchend = function (event) {
    var moved = event.changedTouches[0].clientX - touched;
    if (!flows()) { event.preventDefault(); show(at + (moved > 40 ? -1 : moved < -40 || event.changedTouches[0].clientX > window.innerWidth / 3 ? 1 : -1)); }
    touched = null;
  };
  window.onhashchange = function () { show((parseInt(location.hash.slice(1), 10) || 1) - 1); };
  window.onresize = fit;
  window.onhashchange();
  fit();

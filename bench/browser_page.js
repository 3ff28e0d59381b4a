// Runs in the page: notes every frame, every long task and how long a key takes to be on the screen.
(() => {
  const seen = { frames: [], tasks: [], keys: [], changes: [], violations: 0 };
  window.bench = seen;
  let before = performance.now();
  const frame = (now) => {
    seen.frames.push(now - before);
    before = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) seen.tasks.push(entry.duration);
  }).observe({ type: "longtask" });
  addEventListener("securitypolicyviolation", () => (seen.violations += 1));
  addEventListener(
    "keydown",
    (event) => {
      const pressed = event.timeStamp;
      requestAnimationFrame(() => {
        // The message comes after the frame was drawn.
        const channel = new MessageChannel();
        channel.port1.onmessage = () => seen.keys.push(performance.now() - pressed);
        channel.port2.postMessage(0);
      });
    },
    true,
  );
  new MutationObserver((records) => {
    if (records.some((record) => record.target.parentElement?.closest("[aria-busy=true]"))) seen.changes.push(performance.now());
  }).observe(document, { subtree: true, childList: true, characterData: true });
  seen.clear = () => {
    for (const name of ["frames", "tasks", "keys", "changes"]) seen[name].length = 0;
    before = performance.now();
  };
})();

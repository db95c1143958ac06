// An article being read: asks how far it is until it is done, then opens it.
const PAUSE = 300;

export function start(root) {
  const look = async () => {
    const answer = await fetch(root.dataset.job, { headers: { accept: "application/json" } });
    if (!answer.ok) return;
    const { page } = await answer.json();
    const job = page.job;
    for (const step of job.steps) {
      const line = root.querySelector(`[data-name="${CSS.escape(step.name)}"]`);
      line.dataset.state = step.state;
      line.querySelector(".found").textContent = step.found;
    }
    if (job.state === "reading") setTimeout(look, PAUSE);
    else location.reload();
  };
  setTimeout(look, PAUSE);
}

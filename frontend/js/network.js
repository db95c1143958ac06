// Who is tied to the actor under the pointer or the keyboard: the rest of the picture steps back.
export function start(root) {
  const picture = root.querySelector("svg.network");
  const actors = [...picture.querySelectorAll(".actor")];
  const ties = [...picture.querySelectorAll(".tie")];

  function choose(id) {
    picture.classList.toggle("choosing", id !== null);
    const near = new Set([id]);
    for (const tie of ties) {
      const ends = tie.dataset.ends.split(" ");
      const touches = id !== null && ends.includes(id);
      tie.classList.toggle("near", touches);
      if (touches) ends.forEach((end) => near.add(end));
    }
    for (const actor of actors) actor.classList.toggle("near", near.has(actor.dataset.id));
  }

  for (const actor of actors) {
    for (const name of ["pointerenter", "focus"]) actor.addEventListener(name, () => choose(actor.dataset.id));
    for (const name of ["pointerleave", "blur"]) actor.addEventListener(name, () => choose(null));
  }
}

// The ways to and from the log-in page: where to go after it, and how to be sent there without losing the place.
const inside = /^\/(?![/\\])/; // a path of this site; "//elsewhere" and "/\elsewhere" are not
const doors = /^\/(login|setup|password|second-factor)([/?#]|$)/;

export function return_path(search: string): string {
  const wanted = new URLSearchParams(search).get("return") ?? "";
  return inside.test(wanted) && !doors.test(wanted) ? wanted : "/";
}

// A page of the door that leads back here afterwards.
export function door_address(door: string, here: string): string {
  return here === "/" || !inside.test(here) || doors.test(here) ? door : `${door}?return=${encodeURIComponent(here)}`;
}
export const login_address = (here: string): string => door_address("/login", here);

const phone_width = 640; // CSS pixels

// The first page after the door: the phone's or the console's.
export const home_path = (): string => (window.innerWidth <= phone_width ? "/m/" : "/");
export function after_door(search: string): string {
  const path = return_path(search);
  return path === "/" ? home_path() : path;
}

// Whether the page is being left by the program: drafts are kept then, and nobody has to be asked.
export const leaving = { by_program: false };
export function go(path: string): void {
  leaving.by_program = true;
  location.assign(path);
}
const here = () => location.pathname + location.search;
export const go_to_login = (): void => go(login_address(here()));
export const go_first_to = (door: string): void => go(door_address(door, here()));

// The ways to and from the log-in page: where to go after it, and how to be sent there without losing the place.
const inside = /^\/(?![/\\])/; // a path of this site; "//elsewhere" and "/\elsewhere" are not

export function return_path(search: string): string {
  const wanted = new URLSearchParams(search).get("return") ?? "";
  return inside.test(wanted) && !wanted.startsWith("/login") ? wanted : "/";
}

export function login_address(here: string): string {
  return here === "/" || !inside.test(here) ? "/login" : `/login?return=${encodeURIComponent(here)}`;
}

const phone_width = 640; // CSS pixels

// The first page after the door: the phone's or the console's.
export const home_path = (): string => (window.innerWidth <= phone_width ? "/m/" : "/");

export const go = (path: string): void => location.assign(path);
export const go_to_login = (): void => go(login_address(location.pathname + location.search));

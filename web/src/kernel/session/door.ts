// The ways to and from the log-in page: where to go after it, and how to be sent there without losing the place.
const inside = /^\/(?![/\\])/; // a path of this site; "//elsewhere" and "/\elsewhere" are not

export function return_path(search: string): string {
  const wanted = new URLSearchParams(search).get("return") ?? "";
  return inside.test(wanted) && !wanted.startsWith("/login") ? wanted : "/";
}

export function login_address(here: string): string {
  return here === "/" || !inside.test(here) ? "/login" : `/login?return=${encodeURIComponent(here)}`;
}

export const go = (path: string): void => location.assign(path);
export const go_to_login = (): void => go(login_address(location.pathname + location.search));

// The few line icons of both faces, as paths on a 16 × 16 grid.
export const icons = {
  done: "M3 8.5l3.2 3.2L13 5",
  due: "M8 4.5v4M8 11.2v.3M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8z",
  wrong: "M4.5 4.5l7 7M11.5 4.5l-7 7",
  note: "M8 7v4.5M8 4.6v.3M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8z",
  open: "M8 2.2a5.8 5.8 0 1 0 0 11.6A5.8 5.8 0 0 0 8 2.2z",
  waiting: "M8 4.5V8l2.4 1.6M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8z",
  right: "M6 3.5L10.5 8 6 12.5",
  down: "M3.5 6L8 10.5 12.5 6",
  up: "M3.5 10L8 5.5 12.5 10",
  left: "M10 3.5L5.5 8 10 12.5",
  search: "M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM10.4 10.4L14 14",
  columns: "M2.5 3h11v10h-11zM6.2 3v10M9.8 3v10",
  star: "M8 2l1.8 3.8 4.2.5-3.1 2.9.8 4.1L8 11.3l-3.7 2 .8-4.1L2 6.3l4.2-.5z",
  export: "M8 2v8M4.8 7L8 10.2 11.2 7M2.5 13.5h11",
  upload: "M8 10.5v-8M4.8 5.6L8 2.4l3.2 3.2M2.5 13.5h11",
  plus: "M8 3v10M3 8h10",
  file: "M4 1.8h5.2L12.5 5v9.2H4zM9 1.8V5.2h3.5",
  people: "M6 7.5a2.6 2.6 0 1 0 0-5.2 2.6 2.6 0 0 0 0 5.2zM1.5 13.8c0-2.6 2-4.2 4.5-4.2s4.5 1.6 4.5 4.2M10.8 2.6a2.5 2.5 0 0 1 0 4.7M12 9.8c1.6.6 2.6 2 2.6 4",
  menu: "M2.5 4h11M2.5 8h11M2.5 12h11",
} as const;
export type IconName = keyof typeof icons;

// The script of a page under the dev server.
export {}

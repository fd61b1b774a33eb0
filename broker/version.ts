/** The package's own, as the command line says it and MCP servers are told it. A test compares the two. */
export const version = '0.1.0';

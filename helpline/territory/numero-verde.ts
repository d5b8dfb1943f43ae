/** The toll-free number, as it is said and written to people. */
export const numeroVerde = '800 995 988'

import type { Page } from 'playwright-core'
import { TEST_PASSWORD } from './builders.ts'

/** On whatever page asks who they are. */
export async function enterAs(page: Page, email: string, password = TEST_PASSWORD): Promise<void> {
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.keyboard.press('Enter')
}

/** From the front door to the workplace. */
export async function signInAt(page: Page, url: string, email: string, password = TEST_PASSWORD): Promise<void> {
  await page.goto(url)
  await enterAs(page, email, password)
  await page.getByRole('heading', { name: 'Postazione', exact: true }).waitFor()
}

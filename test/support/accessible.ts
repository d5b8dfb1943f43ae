import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

const AXE_TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
const SMALLEST_TARGET = 44
/** A player lays its controls out anew after each change of size. */
const PLAYER_SETTLES_MS = 700

interface Size {
  name: string
  width: number
  height: number
  /** The narrowest is only for the room there is: what axe looks at is the same. */
  isForRoomOnly?: true
}

/** A desk's screen, what 200 % leaves of it, and the narrowest a page must fold to. */
export const deskSizes: readonly Size[] = [
  { name: '320', width: 320, height: 640, isForRoomOnly: true },
  { name: 'zoom-200', width: 640, height: 450 },
  { name: '1280', width: 1280, height: 900 },
]

/** A telephone's screen, and what 200 % leaves of it. */
export const phoneSizes: readonly Size[] = [
  { name: 'zoom-200', width: 195, height: 422 },
  { name: '390', width: 390, height: 844 },
]

/**
 * The page as it stands, at each size: nothing for axe to say, every control large enough to hit, nothing cut at the side, nothing that
 * moves for whoever asked for stillness. Its pictures are `<picture>-<size>.png`. Every fault of the page is told, not the first.
 */
export async function expectAccessible(page: Page, picture: string, sizes = deskSizes): Promise<void> {
  const before = page.viewportSize()
  await page.emulateMedia({ reducedMotion: 'reduce' })
  const faults: string[] = []
  for (const { name, width, height, isForRoomOnly } of sizes) {
    await page.setViewportSize({ width, height })
    if ((await page.locator('audio').count()) > 0) await page.waitForTimeout(PLAYER_SETTLES_MS)
    const found = await page.evaluate(measured, SMALLEST_TARGET)
    if (!isForRoomOnly) {
      await page.screenshot({ path: `${picture}-${name}.png`, fullPage: true })
      const { violations } = await new AxeBuilder({ page }).withTags(AXE_TAGS).analyze()
      found.push(...violations.flatMap(({ id, nodes }) => nodes.slice(0, 3).map(({ html }) => `${id}: ${html}`)))
    }
    faults.push(...found.map((fault) => `${picture} at ${name}: ${fault}`))
  }
  if (before) await page.setViewportSize(before)
  await page.emulateMedia({ reducedMotion: null })
  expect.soft(faults).toEqual([])
}

/** Runs in the page. */
function measured(smallest: number): string[] {
  const faults: string[] = []
  const named = (element: Element) =>
    `${element.outerHTML.slice(0, 140)} «${(element.textContent ?? '').trim().slice(0, 40)}»`

  const isInText = (link: Element): boolean => {
    if (getComputedStyle(link).display !== 'inline') return false
    let block = link.parentElement
    while (block && getComputedStyle(block).display === 'inline') block = block.parentElement
    const rest = [...(block?.childNodes ?? [])].filter(
      (node) => node.nodeType === Node.TEXT_NODE || !node.contains(link),
    )
    return rest.some((node) => {
      const isText = node.nodeType === Node.TEXT_NODE || getComputedStyle(node as Element).display === 'inline'
      return isText && /\p{L}/u.test(node.textContent ?? '')
    })
  }
  const isShown = (element: Element): boolean =>
    element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
    !element.closest('[inert], [aria-hidden="true"]') &&
    element.getBoundingClientRect().right > 0
  const isEnabled = (element: Element): boolean =>
    !element.matches(':disabled, [aria-disabled="true"], [data-disabled]') && !element.closest('fieldset:disabled')

  const controls = 'button, a[href], input, select, textarea, summary, [role="button"], [role="option"], [role="tab"]'
  for (const control of document.querySelectorAll(controls)) {
    const isTick = control.matches('input[type="checkbox"], input[type="radio"]')
    const hit = isTick ? (control.closest('label') ?? control) : control
    if (!isEnabled(control) || !isShown(hit) || control.matches('input[type="hidden"]')) continue
    if (control.matches('a') && isInText(control)) continue
    const { width, height } = hit.getBoundingClientRect()
    // A link may answer for the whole box around it.
    const around = getComputedStyle(hit, '::after')
    const isSpread = around.content !== 'none' && around.position === 'absolute'
    const size = [
      Math.max(width, isSpread ? Number.parseFloat(around.width) : 0),
      Math.max(height, isSpread ? Number.parseFloat(around.height) : 0),
    ]
    if (size.some((each) => each < smallest - 0.5)) {
      faults.push(`${size.map(Math.round).join(' × ')} px: ${named(control)}`)
    }
  }

  const hasAround = (element: Element, overflow: string): boolean => {
    for (let around = element.parentElement; around && around !== document.body; around = around.parentElement) {
      if (getComputedStyle(around).overflowX === overflow) return true
    }
    return false
  }
  const room = window.innerWidth
  if (document.documentElement.scrollWidth > room) {
    const sticksOut = (element: Element): boolean => {
      const { left, right, width } = element.getBoundingClientRect()
      const isScrolled = ['auto', 'scroll', 'hidden'].some((way) => hasAround(element, way))
      // Words that may not break stick out of a box that does not.
      return width > 0 && Math.max(right, left + element.scrollWidth) > room + 1 && !isScrolled
    }
    const wide = [...document.querySelectorAll('body *')].filter(
      (element) => sticksOut(element) && ![...element.children].some(sticksOut),
    )
    faults.push(`${document.documentElement.scrollWidth} px wide: ${wide.slice(0, 3).map(named).join(' | ')}`)
  }
  for (const animation of document.getAnimations()) {
    if (animation.playState === 'running') faults.push(`moves: ${(animation as CSSAnimation).animationName}`)
  }
  return faults
}
